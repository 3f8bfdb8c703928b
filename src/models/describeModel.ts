import type * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { ceilToMultiple } from '../core/shapes.js';
import { inputShapes } from './inputShapes.js';
import { type FeatureShape, type LayerCall, layerCalls } from './layerCalls.js';
import type { ModelMetadata } from './metadata.js';
import { multiplyAddsOf } from './multiplyAdds.js';
import { pictureMemory } from './pictureMemory.js';

/** Options of {@link describeModel}. */
export interface DescribeModelOptions {
  /**
   * Height and width of the picture that costs are counted for. Default: what the model takes, or 256×256, rounded up to
   * what the model can divide, if it takes any.
   */
  readonly size?: readonly [height: number, width: number];
}

/** What a model is made of, and what it costs. */
export interface ModelDescription {
  readonly name: string;
  /** The function that built it; none for a model without segkit metadata. */
  readonly architecture: string | undefined;
  /** The shape of a picture that costs are counted for: `[H,W,C]`. */
  readonly input: FeatureShape;
  /** The shapes of its outputs for that picture. */
  readonly outputs: readonly FeatureShape[];
  /** How many numbers its weights are. */
  readonly parameters: {
    readonly total: number;
    /** Those that training moves by gradients. */
    readonly trainable: number;
    /** The others: statistics of normalizations, and all that is frozen. */
    readonly fixed: number;
  };
  /** Multiplications of a forward pass, each with its addition, in convolutions, dense layers and attention. */
  readonly multiplyAdds: number;
  /** Bytes: of the weights, and what training takes for each picture of a batch, as `estimateMemory` has it. */
  readonly memory: { readonly weights: number; readonly trainingPicture: number };
  /** How many times smaller than the picture the features of its levels are: 1, 2, 4 … as deep as it goes. */
  readonly outputStrides: readonly number[];
  /** Every use of a layer, inputs before outputs. */
  readonly layers: readonly LayerDescription[];
}

/** One use of a layer. */
export interface LayerDescription {
  readonly name: string;
  /** Its class, for instance `Conv2D`. */
  readonly type: string;
  /** The shape of what it puts out, without the batch. */
  readonly output: FeatureShape;
  /** Its numbers; 0 where it is used a second time. */
  readonly parameters: number;
  readonly multiplyAdds: number;
}

const bytesPerNumber = 4;
const usualSize = 256;

/**
 * What a model is made of and what it costs, from its layers, without running it: parameters, multiply-adds, memory, and
 * the strides of its levels. Any model of one input will do. {@link formatModel} makes a text of it.
 *
 * @throws OptionError for unknown options and sizes that are none.
 *
 * @example
 * ```ts
 * import { describeModel, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const { parameters, multiplyAdds, outputStrides } = describeModel(unet({ depth: 3, filters: 16 }));
 * console.log(parameters.total, multiplyAdds, outputStrides); // for 256×256 pixels: … [ 1, 2, 4, 8 ]
 * ```
 */
export function describeModel(model: layers.LayersModel, options: DescribeModelOptions = {}): ModelDescription {
  checkOptionNames('describeModel', options, ['size']);
  for (const side of options.size ?? []) checkNumber('describeModel', 'size', side, { min: 1, integer: true });
  const metadata = (model.getUserDefinedMetadata() as { segkit?: ModelMetadata } | undefined)?.segkit;
  const inputs = inputShapes('describeModel', model, options.size ?? sizeOf(model, metadata));
  const run = layerCalls(model, inputs);
  const total = model.countParams();
  const trainable = numbersOf(model.trainableWeights);
  const { kept, working } = pictureMemory(inputs, run);
  const described = describeLayers(run.calls);
  return {
    name: model.name,
    architecture: metadata?.architecture,
    input: inputs[0],
    outputs: run.outputs,
    parameters: { total, trainable, fixed: total - trainable },
    multiplyAdds: described.reduce((sum, layer) => sum + layer.multiplyAdds, 0),
    memory: { weights: bytesPerNumber * total, trainingPicture: bytesPerNumber * (kept + working) },
    outputStrides: stridesOf(inputs[0], run.calls),
    layers: described,
  };
}

/** The size to describe a model at that takes any; nothing for another. */
function sizeOf(
  { inputs: [{ shape }] }: layers.LayersModel,
  metadata: ModelMetadata | undefined,
): [number, number] | undefined {
  const [, height, width] = shape;
  if (height !== null && width !== null) return undefined;
  const side = ceilToMultiple(usualSize, metadata?.divisor ?? 1);
  return [height ?? side, width ?? side];
}

function describeLayers(calls: readonly LayerCall[]): LayerDescription[] {
  const seen = new Set<unknown>();
  return calls.map((call) => {
    const { layer, outputs } = call;
    const parameters = seen.has(layer) ? 0 : numbersOf(layer.weights);
    seen.add(layer);
    const multiplyAdds = multiplyAddsOf(call);
    return { name: layer.name, type: layer.getClassName(), output: outputs[0], parameters, multiplyAdds };
  });
}

/**
 * How many times smaller features get, level by level: where a layer makes them two to four times smaller. Others pool
 * over large parts of the picture, which makes no level.
 */
function stridesOf([height]: FeatureShape, calls: readonly LayerCall[]): number[] {
  const strides = calls.flatMap(({ inputs: [from], outputs: [to], layer }) => {
    if (from?.length !== 3 || to.length !== 3 || layer.getClassName() === 'SegAdaptivePooling') return [];
    const ratio = from[0] / to[0];
    return ratio > 1 && ratio <= 4 ? [Math.round(height / to[0])] : [];
  });
  return [...new Set([1, ...strides])].sort((a, b) => a - b);
}

function numbersOf(weights: layers.layers.Layer['weights']): number {
  return weights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, side) => size * (side ?? 1), 1), 0);
}
