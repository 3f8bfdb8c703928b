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
    for (let column = 0; column < columns; column++, o++) {
      let [r, g, b] = [0, 0, 0];
      for (let k = 0; k < 4; k++) {
        const line = Math.min(height - 1, 2 * row + (k >> 1));
        const i = (line * width + Math.min(width - 1, 2 * column + (k & 1))) * channels;
        r += data[i];
        g += data[i + 1];
        b += data[i + 2];
      }
      cb[o] = clip((-11059 * r - 21709 * g + 32768 * b + (128 << 18) + (1 << 17)) >> 18);
      cr[o] = clip((32768 * r - 27439 * g - 5329 * b + (128 << 18) + (1 << 17)) >> 18);
    }
  }
  const color = { width: columns, height: rows };
  return { y: { data: y, width, height }, cb: { data: cb, ...color }, cr: { data: cr, ...color } };
}

/** Writes red, green and blue back; colours are mixed 9 : 3 : 3 : 1 from the four nearest, as usual decoders do. */
export function fromYCbCr(output: Raster, { y, cb, cr }: YCbCrPlanes): void {
  const { data, width, channels } = output;
  const near = (i: number, count: number): readonly [number, number] => {
    const base = i >> 1;
    return [base, Math.min(count - 1, Math.max(0, base + (i & 1 ? 1 : -1)))];
  };
  for (let row = 0, p = 0; row < y.height; row++) {
    const [line, other] = near(row, cb.height);
    for (let column = 0; column < width; column++, p++) {
      const [at, beside] = near(column, cb.width);
      const mix = (plane: Uint8Array): number =>
        (9 * plane[line * cb.width + at] +
          3 * plane[line * cb.width + beside] +
          3 * plane[other * cb.width + at] +
          plane[other * cb.width + beside] +
          8 -
          2048) /
        16;
      const blue = Math.floor(mix(cb.data));
      const red = Math.floor(mix(cr.data));
      const light = y.data[p];
      const i = p * channels;
      data[i] = clip(light + ((91881 * red + 32768) >> 16));
      data[i + 1] = clip(light - ((22554 * blue + 46802 * red + 32768) >> 16));
      data[i + 2] = clip(light + ((116130 * blue + 32768) >> 16));
    }
  }
}
