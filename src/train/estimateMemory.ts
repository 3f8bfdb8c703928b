import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { inputShapes } from '../models/inputShapes.js';
import { layerCalls } from '../models/layerCalls.js';
import { pictureMemory } from '../models/pictureMemory.js';
import { countTrainable } from './weights.js';

/** Options of {@link estimateMemory}. */
export interface EstimateMemoryOptions {
  /** Pictures a step; 1 by default. */
  readonly batchSize?: number;
  /** Height and width of the pictures; needed where the model takes any. */
  readonly size?: readonly [height: number, width: number];
  /** Numbers that the optimizer keeps for each weight: 2 for Adam (the default), 1 for momentum and Lion, 0 for plain SGD. */
  readonly optimizerState?: 0 | 1 | 2 | 3;
}

/** Options of {@link largestBatch}. */
export interface LargestBatchOptions extends Omit<EstimateMemoryOptions, 'batchSize'> {
  /** Bytes that training may take. */
  readonly memory: number;
}

/** What a training step needs, in bytes. */
export interface MemoryEstimate {
  /** All weights, moving statistics too. */
  readonly weights: number;
  /** A gradient for each trainable weight. */
  readonly gradients: number;
  /** What the optimizer remembers. */
  readonly optimizer: number;
  /** The weights of the best epoch so far, which `fit` keeps. */
  readonly bestWeights: number;
  /** What the forward pass keeps for the backward pass, for the whole batch. */
  readonly activations: number;
  /** What the worst moment of the backward pass needs on top, at a demanding layer or the loss. */
  readonly workspace: number;
  /** What the backend itself takes once it works: its code, and copies in the layout that it computes in. */
  readonly runtime: number;
  /** What there is at the worst moment of a step, before gradients are there or when activations are gone. */
  readonly total: number;
  /** The part of `total` that one more picture in the batch adds. */
  readonly perPicture: number;
}

const bytesPerNumber = 4;

/**
 * What training a model will take, from its layers and before anything is run.
 *
 * `total = weights + optimizer + bestWeights + runtime + max(activations + workspace, gradients)`: gradients appear as
 * activations go. Activations are those outputs of layers that the backward pass reads again, with what some layers keep
 * besides; they grow with the batch and the area of its pictures. It is an estimate for `fit` with the segkit optimizers:
 * within 15 % of what was measured for nineteen networks of 0.1 to 31 million parameters on the wasm and tensorflow
 * backends. Pictures that a loader keeps ready come on top.
 *
 * @throws ShapeError if the model takes pictures of any size and none is given.
 * @example
 * ```ts
 * import { estimateMemory, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ inputShape: [512, 512, 3], depth: 4, filters: 16 });
 * const { total } = estimateMemory(model, { batchSize: 8 });
 * console.log(`${(total / 2 ** 30).toFixed(1)} GiB`);
 * ```
 */
export function estimateMemory(model: layers.LayersModel, options: EstimateMemoryOptions = {}): MemoryEstimate {
  checkOptionNames('estimateMemory', options, ['batchSize', 'size', 'optimizerState']);
  const { batchSize = 1, optimizerState = 2 } = options;
  checkNumber('estimateMemory', 'batchSize', batchSize, { min: 1, integer: true });
  checkOneOf('estimateMemory', 'optimizerState', optimizerState, [0, 1, 2, 3]);

  const inputs = inputShapes('estimateMemory', model, options.size);
  const numbers = pictureMemory(inputs, layerCalls(model, inputs));
  const weights = bytesPerNumber * model.countParams();
  const gradients = bytesPerNumber * countTrainable(model);
  const optimizer = optimizerState * gradients;
  const [kept, working] = [bytesPerNumber * numbers.kept, bytesPerNumber * numbers.working];
  const activations = batchSize * kept;
  const workspace = batchSize * working;
  const bestWeights = weights;
  const { base, weightCopies, layerCopies } = runtimes[tf.getBackend()] ?? { base: 0, weightCopies: 0, layerCopies: 0 };
  const runtime = base + Math.round(weightCopies * weights) + layerCopies * workspace;
  const total = weights + optimizer + bestWeights + runtime + Math.max(activations + workspace, gradients);
  const perPicture = kept + working * (1 + layerCopies);
  return { weights, gradients, optimizer, bestWeights, activations, workspace, runtime, total, perPicture };
}

/**
 * The largest batch that training a model with fits in so many bytes, by {@link estimateMemory}; 0 if none does.
 *
 * @throws ShapeError if the model takes pictures of any size and none is given.
 * @example
 * ```ts
 * import { largestBatch, unet } from 'segkit';
 * import { availableMemory, useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const model = unet({ inputShape: [512, 512, 3], depth: 4, filters: 16 });
 * console.log(largestBatch(model, { memory: availableMemory() }));
 * ```
 */
export function largestBatch(model: layers.LayersModel, options: LargestBatchOptions): number {
  checkOptionNames('largestBatch', options, ['memory', 'size', 'optimizerState']);
  const { memory, ...others } = options;
  checkNumber('largestBatch', 'memory', memory, { min: 0 });
  const { total, perPicture } = estimateMemory(model, others);
  // Shares of a byte are no reason for a picture less.
  return Math.max(0, Math.floor((memory - (total - perPicture)) / perPicture + 1e-9));
}

/** What a backend takes for itself, as measured (`bench/memory.ts`). */
interface RuntimeMemory {
  /** Its code and buffers, in bytes. */
  readonly base: number;
  /** Copies of the weights, and of what the most demanding layer works on, in the layouts that it computes in. */
  readonly weightCopies: number;
  readonly layerCopies: number;
}

const runtimes: Readonly<Record<string, RuntimeMemory>> = {
  tensorflow: { base: 55 * 2 ** 20, weightCopies: 2.2, layerCopies: 1.2 },
  wasm: { base: 8 * 2 ** 20, weightCopies: 0.3, layerCopies: 0.3 },
};
