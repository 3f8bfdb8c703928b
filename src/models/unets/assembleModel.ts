import * as layers from '@tensorflow/tfjs-layers';
import { setMetadata } from '../metadata.js';
import { type ModelInput, modelInput } from '../modelInput.js';
import type { ModelOptions, ResolvedModelOptions } from '../modelOptions.js';

type Tensor = layers.SymbolicTensor;

/** What a network ends in. */
export interface Outputs {
  /** Logits at the size of the padded picture, and those of coarser levels. */
  readonly predictions: readonly Prediction[];
  /** Logits of the whole picture, `[N,K]`. */
  readonly scores?: Tensor;
}

/** Logits `[N,H,W,classes]`, and how many times smaller they are than the picture: 1 by default. */
export interface Prediction {
  readonly logits: Tensor;
  readonly scale?: number;
}

/** What a network is made of, but for its layers. */
export interface ModelParts {
  /** The function that builds it. */
  readonly architecture: string;
  readonly options: ModelOptions;
  readonly common: ResolvedModelOptions;
  readonly divisor: number;
  /** Whether the divisor follows from an option `depth`; true by default. */
  readonly hasDepth?: boolean;
  /** How much each of several predictions counts in training. */
  readonly deepSupervision?: readonly number[] | undefined;
  /** What the scores say, if there are any. */
  readonly classification?: 'presence' | undefined;
}

/** Makes a model of a network: input checks or padding before it, crops and activations after it, and metadata. */
export function assembleModel(parts: ModelParts, network: (x: Tensor) => Outputs): layers.LayersModel {
  const { architecture, options, common, divisor, hasDepth, deepSupervision, classification } = parts;
  const { input, x, crop } = modelInput({ ...common, architecture, divisor, hasDepth });
  const { predictions, scores } = network(x);
  const outputs = predictions.map((prediction, i) => finish(prediction, i, common, crop));
  if (scores) outputs.push(scores);
  const { name = architecture } = options;
  const model = layers.model({ inputs: input, outputs: outputs.length === 1 ? outputs[0] : outputs, name });
  setMetadata(model, { architecture, ...common, divisor, deepSupervision, classification });
  return model;
}

function finish(
  { logits, scale }: Prediction,
  index: number,
  { activation }: ResolvedModelOptions,
  crop: ModelInput['crop'],
): Tensor {
  const cropped = crop(logits, scale);
  if (activation === 'linear') return cropped;
  const name = index === 0 ? 'probabilities' : `probabilities${index}`;
  return layers.layers.activation({ activation, name }).apply(cropped) as Tensor;
}
