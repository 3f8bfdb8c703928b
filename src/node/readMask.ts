import { DataError } from '../core/errors.js';
import { checkOneOf, checkOptionNames } from '../core/options.js';
import { isLossyWebp } from '../raster/isLossyWebp.js';
import type { LabelMap } from '../raster/labelMap.js';
import type { StoredImage } from '../raster/storedImage.js';
import {
  checkToLabelsOptions,
  storedToLabels,
  type ToLabelsOptions,
  toLabelsOptionNames,
} from '../raster/storedToLabels.js';
import { decodeFile, type ImageSource } from './decodeFile.js';

/** Options of {@link readMask}. */
export interface ReadMaskOptions extends ToLabelsOptions {
  /**
   * What to do with a JPEG or lossy WebP, whose labels are no longer what they were: `warn` (default; once in a
   * process), `error`, or `allow` them silently.
   */
  readonly lossy?: 'warn' | 'error' | 'allow';
  /** The largest width · height that is read, against decompression bombs (default 2^28, 16384×16384). */
  readonly maxPixels?: number;
}

let hasWarned = false;

/**
 * Reads a mask exactly: the palette indices or samples of a PNG, GIF (its first frame), BMP or TIFF file of 1 to 32
 * bits, or of a lossless WebP, by its first bytes and not by its name.
 *
 * @param source A path, a file URL, or the bytes of a file.
 * @returns `[H,W]` class indices.
 * @throws DataError that names the file if it is missing, no picture, cut off, damaged, larger than `maxPixels`, or
 * holds colours where labels are asked for.
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readMask, writeMask } from 'segkit/node';
 *
 * const file = join(await mkdtemp(join(tmpdir(), 'segkit-')), 'mask.png');
 * await writeMask(file, { data: Uint8Array.of(0, 1, 2, 255), width: 2, height: 2 });
 * console.log((await readMask(file)).data); // 0 1 2 255
 * ```
 */
export async function readMask(source: ImageSource, options: ReadMaskOptions = {}): Promise<LabelMap> {
  return readMaskAs(source, options, (labels) => labels);
}

/** Reads a mask, and hands it to `use` with the lossy format that it is from; what fails there names the file too. */
export async function readMaskAs<T>(
  source: ImageSource,
  options: ReadMaskOptions,
  use: (labels: LabelMap, lossy: LossyFormat | undefined) => T,
): Promise<T> {
  checkOptionNames('readMask', options, [...toLabelsOptionNames, 'lossy', 'maxPixels']);
  checkToLabelsOptions('readMask', options);
  const { mode, colors, orientation, lossy = 'warn', maxPixels } = options;
  checkOneOf('readMask', 'lossy', lossy, ['warn', 'error', 'allow'] as const);
  return decodeFile('readMask', source, { maxPixels }, (stored, bytes) => {
    const format = lossyFormat(stored, bytes);
    if (format) checkLossy(source, lossy);
    return use(storedToLabels(stored, { mode, colors, orientation }), format);
  });
}

/** Formats that change the labels of a mask. */
export type LossyFormat = 'JPEG' | 'lossy WebP';

/** What a file was compressed by, if that loses something. */
export function lossyFormat({ format }: StoredImage, bytes: Uint8Array): LossyFormat | undefined {
  if (format === 'jpeg') return 'JPEG';
  return isLossyWebp(bytes) ? 'lossy WebP' : undefined;
}

function checkLossy(source: ImageSource, lossy: 'warn' | 'error' | 'allow'): void {
  const text =
    'the mask was compressed with loss, which invents labels along every edge, even at quality 100. ' +
    'Save masks as PNG.';
  if (lossy === 'error') throw new DataError(text);
  if (lossy === 'allow' || hasWarned) return;
  hasWarned = true;
  const name = source instanceof Uint8Array ? 'the given bytes' : String(source);
  const cure = "This is said once; lossy: 'error' refuses such masks, lossy: 'allow' says nothing.";
  process.emitWarning(`readMask: ${name}: ${text} ${cure}`, { code: 'SEGKIT_LOSSY_MASK' });
}
