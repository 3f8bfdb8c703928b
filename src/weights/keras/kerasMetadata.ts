import type * as layers from '@tensorflow/tfjs-layers';
import { OptionError } from '../../core/errors.js';
import { describeShape } from '../../core/shapes.js';
import type { ModelMetadata } from '../../models/metadata.js';
import { type ModelOptions, resolveModelOptions } from '../../models/modelOptions.js';
import { fits, guessDivisor } from './guessDivisor.js';
import { type KerasContext, kerasError } from './kerasContext.js';

/** What a Keras file does not say of its model, or says wrong. */
export type KerasMetadataOptions = Pick<ModelOptions, 'task' | 'labels' | 'activation' | 'preprocessing'>;

/** What segkit has to know of a model, as far as its graph tells it. */
export function kerasMetadata(
  context: KerasContext,
  model: layers.LayersModel,
  lastActivation: string | undefined,
  options: KerasMetadataOptions,
): ModelMetadata {
  const inputShape = pictureShape(context, model, 'input');
  const [, , classes] = pictureShape(context, model, 'output');
  const activation = options.activation ?? outputActivation(context, lastActivation);
  const task = options.task ?? (classes === 1 ? 'binary' : activation === 'sigmoid' ? 'multilabel' : 'multiclass');
  const preprocessing = options.preprocessing ?? (readsBytes(model) ? { std: 1 / 255 } : {});
  const { labels } = options;
  // The same checks as for our own models, in the same words.
  const resolved = resolveModelOptions(context.where, { inputShape, task, classes, labels, activation, preprocessing });
  return { ...resolved, architecture: model.name, divisor: divisorOf(context, model, inputShape) };
}

function pictureShape(
  context: KerasContext,
  model: layers.LayersModel,
  side: 'input' | 'output',
): readonly [number | null, number | null, number] {
  const list = side === 'input' ? model.inputs : model.outputs;
  const [, ...shape] = list[0].shape;
  if (list.length === 1 && shape.length === 3 && typeof shape[2] === 'number') {
    return shape as [number | null, number | null, number];
  }
  const got = list.length === 1 ? `is ${describeShape(list[0].shape)}` : `is ${list.length} tensors`;
  throw kerasError(
    context,
    `the ${side} of the model ${got}. A segmentation model has one ${side} [N,H,W,C] with a fixed number of channels.`,
  );
}

function outputActivation(context: KerasContext, activation: string | undefined): ModelMetadata['activation'] {
  if (activation === 'linear' || activation === 'sigmoid' || activation === 'softmax') return activation;
  const found = activation === undefined ? 'cannot be told' : `is "${activation}"`;
  throw new OptionError(
    `${context.where}: ${context.file}: what the output means ${found}. Say it: activation "linear" for logits, "sigmoid" or ` +
      '"softmax" for probabilities.',
    { option: 'activation', value: activation },
  );
}

/** Whether the model divides its input as one does that is fed with 0 … 255. */
function readsBytes({ inputs, layers: list }: layers.LayersModel): boolean {
  const rescaling = list.find((layer) => layer.getClassName() === 'Rescaling');
  const { scale } = (rescaling?.getConfig() ?? {}) as { scale?: number };
  const isFirst = rescaling?.inboundNodes[0]?.inputTensors.some(({ id }) => id === inputs[0].id) ?? false;
  return isFirst && typeof scale === 'number' && Math.abs(scale) < 0.02;
}

function divisorOf(
  context: KerasContext,
  model: layers.LayersModel,
  [height, width, channels]: readonly [number | null, number | null, number],
): number {
  const divisor = guessDivisor(model, channels);
  const isFixed = height !== null && width !== null;
  if (isFixed && fits(model, [height, width, channels])) {
    return divisor !== undefined && height % divisor === 0 && width % divisor === 0 ? divisor : 1;
  }
  if (!isFixed && divisor !== undefined) return divisor;
  throw kerasError(
    context,
    `the model puts out ${describeShape(model.outputs[0].shape.slice(1))} for ${describeShape([height, width, channels])}. ` +
      'A segmentation model puts out as many pixels as it reads; resize its output in Keras, as with UpSampling2D.',
  );
}
