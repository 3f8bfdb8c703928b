import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { SegkitError } from '../../core/errors.js';
import { frozenNames } from './frozenNames.js';
import { openLines } from './openLines.js';
import type { PassCommand, Reply, StartCommand, StepCommand, Values } from './protocol.js';
import { type ReplicaInbox, replicaInbox } from './replicaInbox.js';
import { type WeightBoard, weightBoard } from './weightBoard.js';
import type { ResolvedWorkers } from './workersOptions.js';

/** A replica has ended or failed, so that the step under way cannot be completed. */
export class ReplicaError extends SegkitError {}

type ReplyOf<Type extends Reply['type']> = Extract<Reply, { readonly type: Type }>;

/** Copies of a model in threads or processes of their own, which compute with the weights of the model. */
export interface ReplicaGroup {
  readonly count: number;
  readonly board: WeightBoard;
  /** Called before each step, when no replica is at work. */
  beginStep(parts: number): Promise<void>;
  /** Sends a step to a replica, with whatever it has to know first. */
  step(replica: number, command: Omit<StepCommand, 'type' | keyof PassCommand>, x: Values): void;
  /** Answers a replica that waits after its outputs; without gradients it gives the step up. */
  answer(replica: number, gradients: readonly Float32Array[] | undefined): void;
  predict(replica: number, x: Values): void;
  /** The next reply of a replica, of this type. */
  receive<Type extends Reply['type']>(replica: number, type: Type): Promise<ReplyOf<Type>>;
  close(): Promise<void>;
}

/** Starts the replicas and waits until all are ready. */
export async function startReplicas(
  model: LayersModel,
  workers: ResolvedWorkers,
  open: typeof openLines = openLines,
): Promise<ReplicaGroup> {
  const { count } = workers;
  const inboxes: ReplicaInbox[] = Array.from({ length: count }, (_, replica) =>
    replicaInbox((what, cause) => new ReplicaError(`worker ${replica + 1} of ${count} ${what}`, cause)),
  );
  const lines = open(workers, gatherCapacity(model), {
    reply: (replica, reply) => inboxes[replica].put(reply),
    crash: (replica, error) => inboxes[replica].crash(error),
  });
  const board = weightBoard(model, lines.allocate);
  const frozen: string[] = [];
  const receive = async <Type extends Reply['type']>(replica: number, type: Type): Promise<ReplyOf<Type>> =>
    (await inboxes[replica].take(type)) as ReplyOf<Type>;
  const before = (replica: number): Omit<PassCommand, 'x'> => {
    const names = frozenNames(model);
    const isKnown = frozen[replica] === names.join('\n');
    frozen[replica] = names.join('\n');
    return { weights: board.updateFor(replica), frozen: isKnown ? undefined : names };
  };
  try {
    const command = await startCommand(model, board.names, workers);
    for (let replica = 0; replica < count; replica++) lines.send(replica, command);
    await Promise.all(inboxes.map((_, replica) => receive(replica, 'ready')));
  } catch (error) {
    await lines.close();
    throw error;
  }
  return {
    count,
    board,
    async beginStep(parts) {
      await board.refresh();
      lines.beginStep(parts);
    },
    step: (replica, command, x) => lines.send(replica, { type: 'step', ...command, ...before(replica), x }),
    answer: (replica, gradients) => lines.answer(replica, gradients),
    predict: (replica, x) => lines.send(replica, { type: 'predict', ...before(replica), x }),
    receive,
    close: () => lines.close(),
  };
}

async function startCommand(
  model: LayersModel,
  names: readonly string[],
  { backend, wasmPaths, modules }: ResolvedWorkers,
): Promise<StartCommand> {
  let artifacts: StartCommand['artifacts'] = {};
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      artifacts = { modelTopology, weightSpecs, weightData };
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return { type: 'start', backend, wasmPaths, modules, artifacts, names };
}

/** A normalisation layer gives a count, a mean and a variance for each channel. */
function gatherCapacity(model: LayersModel): number {
  return 1 + 2 * Math.max(...model.weights.map(({ shape }) => shape.at(-1) ?? 1));
}
