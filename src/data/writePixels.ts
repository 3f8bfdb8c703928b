import { OptionError } from '../core/errors.js';
import type { Preprocessing } from '../core/preprocessing.js';
import type { Raster } from '../raster/raster.js';

/** Beyond this, pictures of 0 … 1 and standardised ones do not lie; float32 pictures of 0 … 255 do. */
const farthest = 10;

/**
 * Writes the pixels of a picture as `(value / maximum − mean) / std` into an array, from a position on.
 *
 * @returns a result of a float32 picture that lies beyond ±10, if there is one: the picture is hardly scaled to 0 … 1,
 * as `preprocessing` takes it to be.
 * @throws OptionError if `mean` or `std` has another number of values than the picture has channels.
 */
export function writePixels(
  output: Float32Array,
  offset: number,
  image: Raster,
  preprocessing: Preprocessing,
): number | undefined {
  const { data, channels } = image;
  const means = perChannel('mean', preprocessing.mean ?? 0, channels);
  const deviations = perChannel('std', preprocessing.std ?? 1, channels);
  const maximum = data instanceof Float32Array ? 1 : data instanceof Uint16Array ? 65535 : 255;
  const convert = (value: number, channel: number): number => (value / maximum - means[channel]) / deviations[channel];

  if (!(data instanceof Uint8Array)) {
    let beyond = -1;
    for (let i = 0, c = 0; i < data.length; i++) {
      const value = convert(data[i], c);
      output[offset + i] = value;
      if (value > farthest || value < -farthest) beyond = offset + i;
      if (++c === channels) c = 0;
    }
    // Whole numbers are scaled by their type.
    return beyond >= 0 && data instanceof Float32Array ? output[beyond] : undefined;
  }
  // A table of all 256 values a channel: a look-up instead of two divisions a pixel.
  const tables = means.map((_, channel) => Float32Array.from({ length: 256 }, (_, value) => convert(value, channel)));
  if (channels === 3) writeColours(output, offset, data, tables);
  else for (let c = 0; c < channels; c++) writeChannel(output, offset, data, c, channels, tables[c]);
  return undefined;
}

/** Three channels in one go, in the order in which they lie in memory. */
function writeColours(
  output: Float32Array,
  offset: number,
  data: Uint8Array,
  [red, green, blue]: Float32Array[],
): void {
  const { length } = data;
  for (let i = 0, o = offset; i < length; i += 3, o += 3) {
    output[o] = red[data[i]];
    output[o + 1] = green[data[i + 1]];
    output[o + 2] = blue[data[i + 2]];
  }
}

function writeChannel(
  output: Float32Array,
  offset: number,
  data: Uint8Array,
  channel: number,
  channels: number,
  table: Float32Array,
): void {
  for (let i = channel; i < data.length; i += channels) output[offset + i] = table[data[i]];
}

function perChannel(option: 'mean' | 'std', value: number | readonly number[], channels: number): readonly number[] {
  if (typeof value === 'number') return Array.from({ length: channels }, () => value);
  if (value.length === channels) return value;
  throw new OptionError(
    `preprocessing: ${option} has ${value.length} values for pictures of ${channels} channels. ` +
      'Give one number, or one for each channel.',
    { option, value },
  );
}
