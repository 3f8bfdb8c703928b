import type { io } from '@tensorflow/tfjs-core';

/** Numbers with a shape, on their way between threads or processes; they may lie in memory that is used again. */
export interface Values {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Values of some weights, or of their gradients, by their place in the list of all weights. */
export interface WeightUpdate {
  readonly places: readonly number[];
  readonly values: readonly Float32Array[];
}

/** The backends that a replica can compute on. */
export type ReplicaBackend = 'wasm' | 'cpu' | 'tfjs-node' | 'tfjs-node-gpu';

/** What a replica loads before anything else. */
export interface BackendRequest {
  readonly backend: ReplicaBackend;
  /** Where the WebAssembly files of tfjs are served, as `setWasmPaths` takes it. */
  readonly wasmPaths?: string | undefined;
}

/** Makes the replica's model. */
export interface StartCommand extends BackendRequest {
  readonly type: 'start';
  /** Modules to import first: those that register layers of the user's own. */
  readonly modules: readonly string[];
  readonly artifacts: Pick<io.ModelArtifacts, 'modelTopology' | 'weightSpecs' | 'weightData'>;
  /** The names of all weights, in the order in which values are sent. */
  readonly names: readonly string[];
}

/** What is to be brought up to date before a pass through the model. */
export interface PassCommand {
  readonly weights: WeightUpdate;
  /** The layers and weights that do not learn, where that has changed. */
  readonly frozen?: readonly string[] | undefined;
  /** This replica's pictures, `[N,H,W,C]`. */
  readonly x: Values;
}

/** A forward and a backward pass. Answered by `outputs`, then `gradients`; or by `cancelled`, if told so in between. */
export interface StepCommand extends PassCommand {
  readonly type: 'step';
  readonly globalStep: number;
  readonly firstPicture: number;
  /** How many replicas take part in this step, the first ones, and which of them this one is. */
  readonly parts: number;
  readonly part: number;
  readonly batchNorm: 'synchronized' | 'perReplica';
}

/** A forward pass. Answered by `predicted`. */
export interface PredictCommand extends PassCommand {
  readonly type: 'predict';
}

/** What a replica is asked to do. */
export type Command = StartCommand | StepCommand | PredictCommand;

/** What a replica says. */
export type Reply =
  | { readonly type: 'ready' }
  /** The outputs of the model; the replica waits for the gradient of the loss by them. */
  | { readonly type: 'outputs'; readonly outputs: readonly Values[] }
  | {
      readonly type: 'gradients';
      /** Of the trainable weights on which the outputs depend. */
      readonly gradients: WeightUpdate;
      /** The weights that the forward pass has moved: statistics of normalisation layers. */
      readonly statistics: WeightUpdate;
    }
  | { readonly type: 'cancelled' }
  | { readonly type: 'predicted'; readonly outputs: readonly Values[] }
  | { readonly type: 'failed'; readonly message: string; readonly stack?: string | undefined };

/** The replica's end of the line. */
export interface ReplicaLink {
  reply(reply: Reply, transfer?: readonly Transferable[]): void;
  /** Memory for a value that is to be replied, of the weight at this place. What it holds is valid until the next step. */
  memoryFor(place: number, length: number): Float32Array;
  /** Sends the outputs and waits for the gradient of the loss by each of them; nothing if the step is called off. */
  ask(outputs: readonly Values[]): readonly Float32Array[] | undefined;
  /** Sends values to the other replicas of the step and waits for theirs; gives those of all, in their order. */
  gather(values: Float64Array, parts: number): readonly Float64Array[];
}

/** The main thread's end of the lines to all replicas. */
export interface ReplicaLines {
  /** Memory for the values of the next weight, in their order: shared, where replicas can share memory with this thread. */
  allocate(length: number): Float32Array<ArrayBufferLike>;
  /** Called before each step, when no replica is at work. */
  beginStep(parts: number): void;
  send(replica: number, command: Command): void;
  /** Answers a replica that waits in `ask`. */
  answer(replica: number, gradients: readonly Float32Array[] | undefined): void;
  /** Ends all replicas, whatever they are doing. */
  close(): Promise<void>;
}

/** What the main thread is told by the lines. */
export interface ReplicaEvents {
  readonly reply: (replica: number, reply: Reply) => void;
  readonly crash: (replica: number, error: Error) => void;
}
