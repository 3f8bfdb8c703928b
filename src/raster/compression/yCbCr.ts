import type { Raster } from '../raster.js';
import type { BytePlane } from './quantizePlane.js';

/** A picture as codecs hold it: brightness, and two planes of colour of half the width and height. */
export interface YCbCrPlanes {
  readonly y: BytePlane;
  readonly cb: BytePlane;
  readonly cr: BytePlane;
}

const clip = (value: number): number => Math.min(255, Math.max(0, value));

/** Brightness and colour (ITU-R BT.601, full range as in JFIF) of the first three channels; colour is the mean of 2×2 pixels. */
export function toYCbCr({ data, width, height, channels }: Raster): YCbCrPlanes {
  const [columns, rows] = [(width + 1) >> 1, (height + 1) >> 1];
  const y = new Uint8Array(width * height);
  const cb = new Uint8Array(columns * rows);
  const cr = new Uint8Array(columns * rows);
  for (let p = 0, i = 0; p < y.length; p++, i += channels) {
    y[p] = (19595 * data[i] + 38470 * data[i + 1] + 7471 * data[i + 2] + 32768) >> 16;
  }
  for (let row = 0, o = 0; row < rows; row++) {
    const above = 2 * row * width;
    const below = Math.min(height - 1, 2 * row + 1) * width;
    for (let column = 0; column < columns; column++, o++) {
      const left = 2 * column;
      const right = Math.min(width - 1, left + 1);
      const a = (above + left) * channels;
      const b = (above + right) * channels;
      const c = (below + left) * channels;
      const d = (below + right) * channels;
      const red = data[a] + data[b] + data[c] + data[d];
      const green = data[a + 1] + data[b + 1] + data[c + 1] + data[d + 1];
      const blue = data[a + 2] + data[b + 2] + data[c + 2] + data[d + 2];
      cb[o] = clip((-11059 * red - 21709 * green + 32768 * blue + (128 << 18) + (1 << 17)) >> 18);
      cr[o] = clip((32768 * red - 27439 * green - 5329 * blue + (128 << 18) + (1 << 17)) >> 18);
    }
  }
  const color = { width: columns, height: rows };
  return { y: { data: y, width, height }, cb: { data: cb, ...color }, cr: { data: cr, ...color } };
}

/** Writes red, green and blue back; colours are mixed 9 : 3 : 3 : 1 from the four nearest, as usual decoders do. */
export function fromYCbCr({ data, width, channels }: Raster, { y, cb, cr }: YCbCrPlanes): void {
  const blues = new Int32Array(width);
  const reds = new Int32Array(width);
  for (let row = 0, i = 0, p = 0; row < y.height; row++) {
    colorRow(blues, cb, row);
    colorRow(reds, cr, row);
    for (let column = 0; column < width; column++, i += channels, p++) {
      const blue = blues[column];
      const red = reds[column];
      const light = y.data[p];
      data[i] = clip(light + ((91881 * red + 32768) >> 16));
      data[i + 1] = clip(light - ((22554 * blue + 46802 * red + 32768) >> 16));
      data[i + 2] = clip(light + ((116130 * blue + 32768) >> 16));
    }
  }
}

/** A row of colours at full resolution, less 128. */
function colorRow(output: Int32Array, { data, width, height }: BytePlane, row: number): void {
  const near = row >> 1;
  const far = Math.min(height - 1, Math.max(0, row & 1 ? near + 1 : near - 1));
  const first = near * width;
  const second = far * width;
  for (let column = 0; column < output.length; column++) {
    const at = column >> 1;
    const beside = Math.min(width - 1, Math.max(0, column & 1 ? at + 1 : at - 1));
    const own = 3 * data[first + at] + data[second + at];
    const other = 3 * data[first + beside] + data[second + beside];
    output[column] = (3 * own + other + 8 - 2048) >> 4;
  }
}
