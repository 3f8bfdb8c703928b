import * as tf from '@tensorflow/tfjs-core';
import { type PortableKernel, runKernel } from './portableKernel.js';
import { tensorOfShared } from './tensorValues.js';

/** What {@link addShared} gives the kernel beside no tensors at all. */
export interface AddSharedAttributes {
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly shape: readonly number[];
}

/**
 * The sum of two arrays of equal length, in memory that others go on writing to, as a tensor. Backends may bring the kernel
 * `SegAddShared`.
 */
export function addShared(first: Float32Array, second: Float32Array, shape: readonly number[]): tf.Tensor {
  const attributes = { first, second, shape } satisfies AddSharedAttributes;
  return runKernel('SegAddShared', portableAddShared, {}, attributes as unknown as Record<string, number>)[0];
}

/** The kernel `SegAddShared` of tfjs ops. */
export const portableAddShared: PortableKernel = (_, attributes) => {
  const { first, second, shape } = attributes as unknown as AddSharedAttributes;
  return [tf.add(tensorOfShared(first, shape), tensorOfShared(second, shape))];
};
