import * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import type { Block } from '../layers/block.js';
import { conv2d } from '../layers/modules/conv2d.js';
import { dropout } from '../layers/modules/dropouts.js';
import { linear } from '../layers/modules/linear.js';
import { resizeLike } from '../layers/modules/stateless.js';
import type { Scope } from '../layers/scope.js';

type Tensor = layers.SymbolicTensor;

/** Options of the second output of a network, which says what the whole picture shows. */
export interface ClassificationHeadOptions {
  /** The number of scores. */
  readonly classes: number;
  /** How the features are put together over the picture: their means (`avg`, the default) or greatest values (`max`). */
  readonly pooling?: 'avg' | 'max';
  /** The share of features dropped in training; 0.2 by default. */
  readonly dropout?: number;
  /** What comes last; `linear`, which puts out logits, by default. */
  readonly activation?: 'linear' | 'sigmoid' | 'softmax';
}

/** Checks the options of a classification head, if there is one. */
export function checkClassificationHead(where: string, options: ClassificationHeadOptions | undefined): void {
  if (options === undefined) return;
  checkOptionNames(`${where}.classificationHead`, options, ['classes', 'pooling', 'dropout', 'activation']);
  const { classes, pooling = 'avg', dropout = 0.2, activation = 'linear' } = options;
  checkNumber(where, 'classificationHead.classes', classes, { min: 1, integer: true });
  checkNumber(where, 'classificationHead.dropout', dropout, { min: 0, max: 0.99 });
  checkOneOf(where, 'classificationHead.pooling', pooling, ['avg', 'max']);
  checkOneOf(where, 'classificationHead.activation', activation, ['linear', 'sigmoid', 'softmax']);
}

/** A convolution to one logit a class, and bilinear enlarging with aligned corners, as smp's `SegmentationHead`. */
export function upsamplingHead(
  scope: Scope,
  options: {
    readonly inputChannels: number;
    readonly classes: number;
    readonly kernelSize: number;
    readonly upsampling: number;
  },
): Block {
  const { inputChannels, classes, kernelSize, upsampling } = options;
  const padding = Math.floor(kernelSize / 2);
  const convolve = conv2d(scope.at(0), { inputChannels, filters: classes, kernelSize, padding, initializer: 'glorot' });
  if (upsampling === 1) return convolve;
  return (x) => resizeLike(scope, { method: 'bilinear', coordinates: 'alignCorners', scale: upsampling }, convolve(x));
}

/** Pooling over the picture, dropout and a dense layer (`3`), as smp's `ClassificationHead`. */
export function classificationHead(scope: Scope, inputChannels: number, options: ClassificationHeadOptions): Block {
  const { classes, pooling = 'avg', dropout: rate = 0.2, activation = 'linear' } = options;
  const drop = dropout(scope, rate);
  const dense = linear(scope.at(3), { inputChannels, units: classes });
  return (x) => {
    const name = scope.layerName('pool');
    const pool =
      pooling === 'avg' ? layers.layers.globalAveragePooling2d({ name }) : layers.layers.globalMaxPooling2d({ name });
    const flat = pool.apply(x) as Tensor;
    const scores = dense(drop(flat));
    if (activation === 'linear') return scores;
    return layers.layers.activation({ activation, name: scope.layerName(activation) }).apply(scores) as Tensor;
  };
}
