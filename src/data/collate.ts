import { DataError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import type { Preprocessing } from '../core/preprocessing.js';
import type { LabelMap } from '../raster/labelMap.js';
import type { Raster } from '../raster/raster.js';
import type { Batch, NdArray } from './batch.js';
import { type Allocate, freshMemory } from './batchMemory.js';
import type { Sample } from './sample.js';
import { writePixels } from './writePixels.js';

/** Options of {@link collate}. */
export interface CollateOptions {
  /** How pixels become numbers (default: 0 … 1). */
  readonly preprocessing?: Preprocessing;
}

/**
 * Stacks samples into a batch.
 *
 * `x` is float32 `[N,H,W,C]`, `(value / maximum − mean) / std`; `y` is int32 `[N,H,W]` for label maps and float32
 * `[N,H,W,K]` for masks of K channels; `weight` is float32 `[N,H,W]`. Either all samples have a mask, or none has;
 * likewise weights.
 *
 * The maximum is that of the type: 255, 65535, and 1 for float32. Float32 pictures of 0 … 255 need to be divided, or
 * `preprocessing` in their units; what lies beyond ±10 in the end is warned about, once in a process.
 *
 * @throws DataError if sizes, channels or kinds of mask differ, with the ids.
 * @example
 * ```ts
 * import { collate } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 255), width: 2, height: 1, channels: 1 };
 * const mask = { data: Uint8Array.of(0, 1), width: 2, height: 1 };
 * const batch = collate([{ id: 'a', image, mask, meta: {} }]);
 * console.log(batch.x.data, batch.x.shape, batch.y?.shape); // 0 1, [1, 1, 2, 1], [1, 1, 2]
 * ```
 */
export function collate(samples: readonly Sample[], options: CollateOptions = {}): Batch {
  checkOptionNames('collate', options, ['preprocessing']);
  const { batch, beyond } = stackSamples(samples, options.preprocessing ?? {});
  if (beyond) warnOfScale(beyond);
  return batch;
}

/** A value far from what networks are fed with, and whose it is. */
export interface BeyondScale {
  readonly id: string;
  readonly value: number;
}

/** A batch, and what is to be warned of. */
export interface Stacked {
  readonly batch: Batch;
  readonly beyond?: BeyondScale;
}

/** Stacks samples as {@link collate} does, and leaves the warning to the caller, who may be in another thread. */
export function stackSamples(
  samples: readonly Sample[],
  preprocessing: Preprocessing,
  allocate: Allocate = freshMemory,
): Stacked {
  if (samples.length === 0) throw new DataError('collate: there are no samples to stack. Give at least one.');
  checkAlike(samples);
  const { width, height, channels } = samples[0].image;
  const length = width * height * channels;
  const x = new Float32Array(allocate(4 * samples.length * length));
  let beyond: BeyondScale | undefined;
  for (const [n, { id, image }] of samples.entries()) {
    const value = writePixels(x, n * length, image, preprocessing);
    if (value !== undefined) beyond ??= { id, value };
  }
  const y = stackMasks(samples, allocate);
  const weight = stackWeights(samples, allocate);
  const batch = {
    ids: samples.map((sample) => sample.id),
    x: { data: x, shape: [samples.length, height, width, channels] },
    ...(y && { y }),
    ...(weight && { weight }),
  };
  return { batch, ...(beyond && { beyond }) };
}

let hasWarned = false;

/** A warning and no error: such numbers are unlikely to be meant, but they may be. */
export function warnOfScale({ id, value }: BeyondScale): void {
  if (hasWarned) return;
  hasWarned = true;
  console.warn(
    `collate: the float32 picture ${JSON.stringify(id)} gives the network ${value.toPrecision(3)}, but float32 pictures ` +
      'are read as 0 … 1. Divide it by its maximum, such as 255, or give preprocessing: { mean, std } in its own ' +
      'units. This is said once.',
  );
}

function stackMasks(samples: readonly Sample[], allocate: Allocate): Batch['y'] {
  const [{ mask: first }] = samples;
  if (!first) return undefined;
  const masks = samples.map((sample) => sample.mask as LabelMap | Raster);
  const shape = [samples.length, first.height, first.width];
  const memory = allocate(4 * masks.length * first.data.length);
  if (!('channels' in first)) return { data: stack(new Int32Array(memory), masks), shape };
  return { data: stack(new Float32Array(memory), masks), shape: [...shape, first.channels] };
}

function stackWeights(samples: readonly Sample[], allocate: Allocate): NdArray<Float32Array> | undefined {
  const [{ weight: first }] = samples;
  if (!first) return undefined;
  const weights = samples.map((sample) => sample.weight as Raster);
  const data = stack(new Float32Array(allocate(4 * weights.length * first.data.length)), weights);
  return { data, shape: [samples.length, first.height, first.width] };
}

function stack<T extends Float32Array | Int32Array>(output: T, grids: readonly (LabelMap | Raster)[]): T {
  for (const [n, grid] of grids.entries()) output.set(grid.data, n * grid.data.length);
  return output;
}

/** Refuses samples that cannot be stacked: each must agree with the first, and with itself. */
function checkAlike(samples: readonly Sample[]): void {
  const [first] = samples;
  const pair = (sample: Sample): string => `${JSON.stringify(first.id)} and ${JSON.stringify(sample.id)}`;
  for (const sample of samples) {
    const { image, mask, weight } = sample;
    const fail = (message: string): never => {
      throw new DataError(`collate: ${message}`, { id: sample.id });
    };
    for (const [name, grid] of [['mask', mask] as const, ['weight', weight] as const]) {
      if (grid && (grid.width !== image.width || grid.height !== image.height)) {
        fail(`the ${name} of ${JSON.stringify(sample.id)} is ${sizeOf(grid)}, its picture is ${sizeOf(image)}.`);
      }
    }
    if (weight && weight.channels !== 1) {
      fail(`the weight of ${JSON.stringify(sample.id)} has ${weight.channels} channels. Give one weight a pixel.`);
    }
    if (sizeOf(image) !== sizeOf(first.image)) {
      const cure = 'Give the loader a size, or a crop of one size (augment.randomCrop), or use batchSize 1.';
      fail(`${pair(sample)} have unlike sizes, ${sizeOf(first.image)} and ${sizeOf(image)}. ${cure}`);
    }
    if (image.channels !== first.image.channels) {
      fail(`${pair(sample)} have ${first.image.channels} and ${image.channels} channels. Read all with as many.`);
    }
    if (kindOf(mask) !== kindOf(first.mask)) {
      const cure = 'All samples of a batch need the same kind of mask, or none.';
      fail(`${pair(sample)} have ${kindOf(first.mask)} and ${kindOf(mask)}. ${cure}`);
    }
    if (!weight !== !first.weight) fail(`only one of ${pair(sample)} has weights. Give them to all, or to none.`);
  }
}

const sizeOf = ({ width, height }: LabelMap | Raster): string => `${width}×${height}`;

function kindOf(mask: LabelMap | Raster | undefined): string {
  if (!mask) return 'no mask';
  return 'channels' in mask ? `a mask of ${mask.channels} channels` : 'a label map';
}
