import { DataError } from '../core/errors.js';
import { checkOptionNames } from '../core/options.js';
import { decodeImage } from '../raster/imageFormat.js';
import type { LabelMap } from '../raster/labelMap.js';
import {
  checkToLabelsOptions,
  storedToLabels,
  type ToLabelsOptions,
  toLabelsOptionNames,
} from '../raster/storedToLabels.js';

/** Options of {@link maskToLabelMap}. */
export interface MaskToLabelMapOptions extends ToLabelsOptions {
  /** The largest width · height that is read (default 2^28, 16384×16384). */
  readonly maxPixels?: number;
}

/**
 * Reads a mask file in a page, exactly, by segkit's own decoders for PNG, GIF, BMP and TIFF. A canvas would turn palette
 * indices into colours, and change those.
 *
 * @returns `[H,W]` class indices.
 * @throws DataError for JPEG, WebP and broken files, and where colours are found instead of labels.
 * @example
 * ```ts
 * import { encodePng } from 'segkit';
 * import { maskToLabelMap } from 'segkit/browser';
 *
 * const bytes = await encodePng({ data: Uint8Array.of(0, 1, 2, 255), width: 2, height: 2 });
 * console.log((await maskToLabelMap(new Blob([bytes as BlobPart]))).data); // 0 1 2 255
 * ```
 */
export async function maskToLabelMap(file: Blob, options: MaskToLabelMapOptions = {}): Promise<LabelMap> {
  checkOptionNames('maskToLabelMap', options, [...toLabelsOptionNames, 'maxPixels']);
  checkToLabelsOptions('maskToLabelMap', options);
  const { maxPixels, ...toLabels } = options;
  try {
    return storedToLabels(await decodeImage(new Uint8Array(await file.arrayBuffer()), { maxPixels }), toLabels);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const name = 'name' in file && file.name ? `${file.name}: ` : '';
    throw new DataError(`maskToLabelMap: ${name}${error.message}`, { cause: error });
  }
}
