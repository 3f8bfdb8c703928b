import { mapEach } from '../augment/geometric/mapPixels.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import { ceilToMultiple } from '../core/shapes.js';
import { pad } from '../raster/pad.js';
import type { PixelGrid } from '../raster/pixelGrid.js';
import type { Raster } from '../raster/raster.js';
import type { Size } from '../raster/resize.js';
import type { Sample } from './sample.js';

/** Options of {@link padSamples}. */
export interface PadSamplesOptions {
  /** Width and height become multiples of it, as a network of depth d needs them (2^d; default 1). */
  readonly multiple?: number;
  /** The label of new mask pixels. Left out, they get 0, and weights that make them count nowhere. */
  readonly ignoreIndex?: number;
  /** The value of new pixels of the pictures (default 0). */
  readonly fill?: number;
}

/**
 * Pads samples on the right and below to the size of the largest, so that they can be stacked.
 *
 * No new pixel counts in a loss or metric: masks get the `ignoreIndex`; without one, all samples with masks get weights,
 * which are 0 there.
 *
 * @returns new samples; those that have the size already keep their pixels.
 * @throws OptionError for a multiple below 1.
 * @example
 * ```ts
 * import { collate, padSamples } from 'segkit';
 *
 * const sample = (id: string, width: number) => ({
 *   id,
 *   image: { data: new Uint8Array(width * 8).fill(9), width, height: 8, channels: 1 },
 *   mask: { data: new Uint8Array(width * 8), width, height: 8 },
 *   meta: {},
 * });
 * const batch = collate(padSamples([sample('a', 20), sample('b', 30)], { multiple: 16, ignoreIndex: 255 }));
 * console.log(batch.x.shape); // [2, 16, 32, 1]
 * ```
 */
export function padSamples(samples: readonly Sample[], options: PadSamplesOptions = {}): Sample[] {
  checkOptionNames('padSamples', options, ['multiple', 'ignoreIndex', 'fill']);
  const { multiple = 1, ignoreIndex, fill = 0 } = options;
  checkNumber('padSamples', 'multiple', multiple, { min: 1, integer: true });
  if (ignoreIndex !== undefined) checkNumber('padSamples', 'ignoreIndex', ignoreIndex, { integer: true });
  const size = (side: 'width' | 'height'): number =>
    ceilToMultiple(Math.max(0, ...samples.map(({ image }) => image[side])), multiple);
  const target = { width: size('width'), height: size('height') };
  const isPadded = samples.some(({ image }) => image.width !== target.width || image.height !== target.height);
  if (!isPadded) return [...samples];
  return samples.map((sample) => {
    // Weights say what does not count where no label does.
    const weight = sample.weight ?? (ignoreIndex === undefined && sample.mask ? fullWeight(sample.image) : undefined);
    return mapEach(
      { ...sample, ...(weight && { weight }) },
      {
        image: (image) => padTo(image, target, fill),
        mask: (mask) => padTo(mask, target, ignoreIndex ?? 0),
        weight: (map) => padTo(map, target, 0),
      },
    );
  });
}

function padTo<G extends PixelGrid>(grid: G, { width, height }: Size, fill: number): G {
  if (grid.width === width && grid.height === height) return grid;
  return pad(grid, { right: width - grid.width, bottom: height - grid.height, fill });
}

const fullWeight = ({ width, height }: Size): Raster => ({
  data: new Float32Array(width * height).fill(1),
  width,
  height,
  channels: 1,
});
