import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Dataset } from '../data/dataset.js';
import type { Raster } from '../raster/raster.js';
import type { Size } from '../raster/resize.js';
import { type ContactSheetOptions, contactSheet, type SheetRow } from '../report/grid.js';
import { segment } from './segment.js';

/** Options of {@link predictionSheet}. */
export interface PredictionSheetOptions extends Omit<ContactSheetOptions, 'ignoreIndex'> {
  /** Pictures from the start of the data set, at most; 8 by default. */
  readonly count?: number;
  /** As of `segment`. */
  readonly size?: number | Size;
}

/**
 * Shows what a model makes of the first pictures of a data set: picture, truth and prediction side by side.
 *
 * @returns 8-bit `[H,W,3]`, a sheet as `contactSheet` makes it. Masks of several channels are not shown.
 * @example
 * ```ts
 * import { arrayDataset, predictionSheet, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const image = { data: new Uint8Array(32 * 32), width: 32, height: 32, channels: 1 };
 * const mask = { data: new Uint8Array(32 * 32).fill(1, 0, 512), width: 32, height: 32 };
 * const model = unet({ inputShape: [32, 32, 1], depth: 1, filters: 2 });
 * const sheet = await predictionSheet(model, arrayDataset([{ id: 'a', image, mask, meta: {} }]), { cell: 64 });
 * console.log(sheet.width, sheet.height); // write it with writeImage of segkit/node
 * ```
 */
export async function predictionSheet(
  model: LayersModel,
  dataset: Dataset,
  options: PredictionSheetOptions = {},
): Promise<Raster> {
  const { count = 8, size, ...sheet } = options;
  checkOptionNames('predictionSheet', sheet, ['cell', 'columns', 'masks', 'captions', 'colors']);
  checkNumber('predictionSheet', 'count', count, { min: 1, integer: true });
  const rows: SheetRow[] = [];
  for (let index = 0; index < Math.min(count, dataset.length); index++) {
    const { id, image, mask } = await dataset.sample(index);
    const { labels } = await segment(model, image, size === undefined ? {} : { size });
    rows.push({ id, image, prediction: labels, ...(mask && !('channels' in mask) && { truth: mask }) });
  }
  const { ignoreIndex } = dataset;
  return contactSheet(rows, { ...sheet, ...(ignoreIndex !== undefined && { ignoreIndex }) });
}
