import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Dataset } from '../../data/dataset.js';
import { type PredictionSheetOptions, predictionSheet } from '../../predict/predictionSheet.js';
import type { Callback } from '../../train/events.js';
import { writeImage } from '../writeImage.js';

/** Options of {@link predictionPictures}. */
export interface PredictionPicturesOptions extends PredictionSheetOptions {
  /** Epochs from one sheet to the next; 1 by default. */
  readonly every?: number;
}

/**
 * Writes what the model makes of the first pictures of a data set after each epoch: `epoch-0001.png` and so on, with
 * picture, truth and prediction side by side.
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { arrayDataset } from 'segkit';
 * import { predictionPictures } from 'segkit/node';
 *
 * const image = { data: new Uint8Array(256), width: 16, height: 16, channels: 1 };
 * const validation = arrayDataset([{ id: 'a', image, meta: {} }]);
 * const callbacks = [predictionPictures(`${tmpdir()}/segkit-example`, validation, { count: 4, every: 5 })];
 * console.log(callbacks.length); // for fit(model, data, { callbacks })
 * ```
 */
export function predictionPictures(
  folder: string,
  dataset: Dataset,
  options: PredictionPicturesOptions = {},
): Callback {
  const { every = 1, ...sheet } = options;
  checkOptionNames('predictionPictures', sheet, ['count', 'size', 'cell', 'columns', 'masks', 'captions', 'colors']);
  checkNumber('predictionPictures', 'every', every, { min: 1, integer: true });
  return async (event, { model }) => {
    if (event.type === 'trainBegin') await mkdir(folder, { recursive: true });
    if (event.type !== 'epochEnd' || event.record.epoch % every !== 0) return;
    const name = `epoch-${String(event.record.epoch).padStart(4, '0')}.png`;
    await writeImage(join(folder, name), await predictionSheet(model, dataset, sheet));
  };
}
