import type { LayersModel } from '@tensorflow/tfjs-layers';
import { DataError } from '../core/errors.js';
import { eventTurn } from '../core/eventTurn.js';
import { checkOptionNames } from '../core/options.js';
import type { Dataset } from '../data/dataset.js';
import type { Sample } from '../data/sample.js';
import type { Report, SegmentationResult } from '../metrics/index.js';
import { checkDataFits } from '../models/checkData.js';
import { getMetadata } from '../models/metadata.js';
import { metricsFor } from '../models/metricsFor.js';
import type { LabelMap } from '../raster/labelMap.js';
import type { Raster } from '../raster/raster.js';
import { type Segmentation, type SegmentOptions, segment } from './segment.js';

/** Options of {@link evaluatePictures}. */
export interface EvaluatePicturesOptions {
  /** Size at which a model of any input size reads the pictures, as in {@link SegmentOptions}. */
  readonly size?: SegmentOptions['size'];
  /** From this probability on, 0 … 1, a pixel belongs to its class (`binary` and `multilabel`). Default 0.5. */
  readonly threshold?: number;
  /** Told of each picture as it is done, counted from 1. */
  readonly onPicture?: (sample: Sample, segmentation: Segmentation, count: number) => void | Promise<void>;
  /** Ends early, with the scores of the pictures so far. */
  readonly signal?: AbortSignal;
}

/** What a model is worth on whole pictures. */
export interface PicturesEvaluation {
  /** All scores, each class's among them. */
  readonly scores: SegmentationResult;
  /** The scores as a table: `String(report)` draws it. */
  readonly report: Report;
}

/**
 * Scores a model on whole pictures at their own size, as {@link segment} gives them. This is what a user of the model
 * gets; {@link evaluate} scores at the size that the model was trained at, which is quicker and a little different.
 *
 * Counts are summed over all pixels of all pictures.
 *
 * @throws {@link DataError} if there are no pictures, or one has no mask.
 *
 * @example
 * ```ts
 * import { arrayDataset, evaluatePictures, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const image = { data: new Uint8Array(50 * 40), width: 50, height: 40, channels: 1 };
 * const mask = { data: new Uint8Array(50 * 40).fill(1, 0, 500), width: 50, height: 40 };
 * const model = unet({ inputShape: [32, 32, 1], depth: 2, filters: 4 });
 * const { scores, report } = await evaluatePictures(model, arrayDataset([{ id: 'a', image, mask, meta: {} }]));
 * console.log(scores.pixels, scores.dice.micro); // 2000 …
 * console.log(String(report));
 * ```
 */
export async function evaluatePictures(
  model: LayersModel,
  dataset: Dataset,
  options: EvaluatePicturesOptions = {},
): Promise<PicturesEvaluation> {
  checkOptionNames('evaluatePictures', options, ['size', 'threshold', 'onPicture', 'signal']);
  const { size, threshold, onPicture, signal } = options;
  const metadata = getMetadata(model);
  const { task } = metadata;
  checkDataFits('evaluatePictures', dataset, metadata);
  if (dataset.length === 0)
    throw new DataError('evaluatePictures: the data set is empty. It needs at least one sample.');
  const { ignoreIndex } = dataset;
  // The others are decided by `segment`; a multiclass task has no threshold.
  const metrics = metricsFor(metadata, {
    ignoreIndex,
    fromLogits: false,
    ...(task === 'multilabel' && { threshold }),
  });
  for (let index = 0; index < dataset.length && !signal?.aborted; index++) {
    const sample = await dataset.sample(index);
    const segmentation = await segment(model, sample.image, { size, threshold });
    const { labels: predicted, probabilities } = segmentation;
    await metrics.update(maskOf(sample), task === 'multilabel' ? probabilities : predicted);
    await onPicture?.(sample, segmentation, index + 1);
    await eventTurn();
  }
  return { scores: metrics.result(), report: metrics.report() };
}

function maskOf({ id, mask }: Sample): LabelMap | Raster {
  if (mask) return mask;
  throw new DataError(`evaluatePictures: picture ${id} has no mask to compare with. Give it one.`, { id });
}
