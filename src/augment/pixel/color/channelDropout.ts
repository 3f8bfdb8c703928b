import { checkNumber } from '../../../core/options.js';
import { random } from '../../../core/random.js';
import { copyOf } from '../../../raster/pixelGrid.js';
import type { Raster } from '../../../raster/raster.js';
import type { Range } from '../../range.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** Options of {@link channelDropout}. */
export interface ChannelDropoutOptions {
  /** How many channels are dropped (default 1); one is always left. */
  readonly count?: number | Range;
  /** What dropped channels hold, in units of the picture (default 0). */
  readonly fill?: number;
}

/** What {@link channelDropout} draws. */
export interface ChannelDropoutParams {
  /** How many channels are dropped, at most all but one. */
  readonly count: number;
  /** What says which channels. */
  readonly seed: number;
}

/**
 * Fills whole channels with one value, for sensors that fail and networks that shall not lean on one channel. Pictures of
 * one channel are left alone.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(10, 20, 30), width: 1, height: 1, channels: 3 };
 * const dropped = augment.applyTransform(augment.channelDropout({ count: 2 }), { id: 'a', image, meta: {} });
 * console.log(dropped.image.data.filter((value) => value === 0).length); // 2
 * ```
 */
export function channelDropout(options: ChannelDropoutOptions = {}): Transform<ChannelDropoutParams> {
  const name = 'channelDropout';
  const { fill = 0 } = options;
  checkNumber(name, 'fill', fill);
  return pictureTransform(name, options, {
    ranges: { count: { standard: 1, min: 0, draw: 'whole' } },
    settings: { fill },
    seeded: true,
    isStill: ({ count }) => count === 0,
    change: (image, { count, seed }) => {
      const order = random(name, seed).permutation(image.channels);
      return fillChannels(image, order.subarray(0, Math.min(count, image.channels - 1)), fill);
    },
  });
}

/** Fills the channels of the given numbers. */
export function fillChannels(image: Raster, channels: ArrayLike<number>, fill: number): Raster {
  if (channels.length === 0) return image;
  const result = copyOf(image);
  for (const channel of Array.from(channels)) {
    for (let i = channel; i < result.data.length; i += image.channels) result.data[i] = fill;
  }
  return result;
}
