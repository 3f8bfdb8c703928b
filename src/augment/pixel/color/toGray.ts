import { checkOneOf } from '../../../core/options.js';
import { runKernel } from '../../../raster/kernels/kernels.js';
import { luminance, luminanceFloat } from '../../../raster/luminance.js';
import type { Raster, RasterData } from '../../../raster/raster.js';
import { roomOf } from '../../../raster/room.js';
import type { Transform } from '../../transform.js';
import { pictureTransform } from '../pictureTransform.js';

/** How grey is made of red, green and blue. */
export type GrayMethod = 'luma' | 'average' | 'maximum' | 'lightness';

/** Options of {@link toGray}. */
export interface ToGrayOptions {
  /**
   * - `luma` (default): 0.299 R + 0.587 G + 0.114 B
   * - `average`: (R + G + B) / 3
   * - `maximum`: the largest of them
   * - `lightness`: the mean of the largest and the smallest
   */
  readonly method?: GrayMethod;
  /** 3 (default): grey thrice, and further channels kept. 1: grey alone. */
  readonly channels?: 1 | 3;
}

type Gray = (r: number, g: number, b: number) => number;

const wholeGray: Readonly<Record<GrayMethod, Gray>> = {
  luma: luminance,
  average: (r, g, b) => Math.round((r + g + b) / 3),
  maximum: (r, g, b) => Math.max(r, g, b),
  lightness: (r, g, b) => Math.round((Math.max(r, g, b) + Math.min(r, g, b)) / 2),
};

const floatGray: Readonly<Record<GrayMethod, Gray>> = {
  luma: luminanceFloat,
  average: (r, g, b) => (r + g + b) / 3,
  maximum: (r, g, b) => Math.max(r, g, b),
  lightness: (r, g, b) => (Math.max(r, g, b) + Math.min(r, g, b)) / 2,
};

/**
 * Takes the colours out of pictures, always. Put it into `withProbability` or `oneOf`.
 *
 * @throws ShapeError for pictures without three channels, when it is applied.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(255, 0, 0), width: 1, height: 1, channels: 3 };
 * console.log(augment.applyTransform(augment.toGray(), { id: 'a', image, meta: {} }).image.data); // 76 76 76
 * ```
 */
export function toGray(options: ToGrayOptions = {}): Transform<object> {
  const { method = 'luma', channels = 3 } = options;
  checkOneOf('toGray', 'method', method, ['luma', 'average', 'maximum', 'lightness']);
  checkOneOf('toGray', 'channels', channels, [1, 3]);
  return pictureTransform('toGray', options, {
    ranges: {},
    settings: { method, channels },
    rgb: true,
    change: (image) => grayOf(image, method, channels),
  });
}

function grayOf(image: Raster, method: GrayMethod, grays: 1 | 3): Raster {
  const { data, channels } = image;
  const step = grays === 1 ? 1 : channels;
  const output = roomOf(data, (data.length / channels) * step);
  const result = { ...image, data: output, channels: step };
  if (method === 'luma' && channels === 3 && grays === 3 && data instanceof Uint8Array && lumaByKernel(output, data)) {
    return result;
  }
  const gray = data instanceof Float32Array ? floatGray[method] : wholeGray[method];
  if (step > 3) output.set(data);
  for (let i = 0, o = 0; i < data.length; i += channels, o += step) {
    const value = gray(data[i], data[i + 1], data[i + 2]);
    for (let c = 0; c < grays; c++) output[o + c] = value;
  }
  return result;
}

function lumaByKernel(output: RasterData, data: Uint8Array): boolean {
  const done = runKernel([data, output], (kernels, [source, to]) => {
    kernels.write(source, data);
    kernels.gray8(source, to, data.length / 3);
    kernels.read(to, output);
    return true;
  });
  return done === true;
}
