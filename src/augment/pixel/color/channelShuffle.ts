import { random } from '../../../core/random.js';
import type { Raster } from '../../../raster/raster.js';
import { roomOf } from '../../../raster/room.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** What {@link channelShuffle} draws. */
export interface ChannelShuffleParams {
  /** What says in which order the channels come. */
  readonly seed: number;
}

/**
 * Puts the channels into a random order, each order equally likely, that which they have among them.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(10, 20, 30), width: 1, height: 1, channels: 3 };
 * const shuffled = augment.applyTransform(augment.channelShuffle(), { id: 'a', image, meta: {} });
 * console.log([...shuffled.image.data].sort()); // 10 20 30
 * ```
 */
export function channelShuffle(options: Readonly<Record<string, never>> = {}): Transform<ChannelShuffleParams> {
  const name = 'channelShuffle';
  return pictureTransform(name, options, {
    ranges: {},
    seeded: true,
    change: (image, { seed }) => orderChannels(image, random(name, seed).permutation(image.channels)),
  });
}

/** Channel i of the result is channel `order[i]` of the picture. */
export function orderChannels(image: Raster, order: ArrayLike<number>): Raster {
  const { data, channels } = image;
  if (Array.from(order).every((channel, i) => channel === i)) return image;
  const output = roomOf(data, data.length);
  for (let c = 0; c < channels; c++) {
    for (let i = c, from = order[c]; i < data.length; i += channels, from += channels) output[i] = data[from];
  }
  return { ...image, data: output };
}
