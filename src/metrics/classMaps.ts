import type { LabelMap } from '../raster/labelMap.js';
import type { DecidedBatch } from './readBatch.js';
import { rangeOf, refuseDecision, refuseLabel } from './refusals.js';
import type { PixelSettings } from './segmentationOptions.js';

/** Truth and prediction of one class in one image: where the maps hold `label`. */
export interface ClassMaps {
  readonly yTrue: LabelMap;
  readonly yPred: LabelMap;
  readonly label: number;
}

/** The label of pixels that do not count: no class has it. */
const ignored = -1;

/** The masks of every class of one image. Ignored pixels are outside of all, in the truth as in the prediction. */
export function classMaps(batch: DecidedBatch, image: number, settings: PixelSettings): ClassMaps[] {
  const { task, classes } = settings;
  if (task === 'multilabel') {
    return Array.from({ length: classes }, (_, c) => ({ ...cleanMaps(batch, image, c, settings), label: 1 }));
  }
  const maps = cleanMaps(batch, image, 0, settings);
  if (task === 'binary') return [{ ...maps, label: 1 }];
  return Array.from({ length: classes }, (_, label) => ({ ...maps, label }));
}

/** One channel of an image, checked, with its ignored pixels marked. */
function cleanMaps(
  batch: DecidedBatch,
  image: number,
  channel: number,
  settings: PixelSettings,
): Pick<ClassMaps, 'yTrue' | 'yPred'> {
  const { truth, decisions, width, height, channels } = batch;
  const { task, classes, ignoreIndex } = settings;
  const labels = task === 'multiclass' ? classes : 2;
  const yTrue = new Int32Array(width * height);
  const yPred = new Int32Array(width * height);
  const [start, end] = rangeOf(batch, image);
  for (let i = start + channel, pixel = 0; i < end; i += channels, pixel++) {
    const label = truth[i];
    const decision = decisions[i];
    if (label === ignoreIndex) {
      yTrue[pixel] = ignored;
      yPred[pixel] = ignored;
      continue;
    }
    if (!(label >= 0 && label < labels && Number.isInteger(label))) refuseLabel(settings, batch, i, label);
    if (!(decision >= 0 && decision < labels)) refuseDecision(settings, batch, i, decision);
    yTrue[pixel] = label;
    yPred[pixel] = decision;
  }
  return { yTrue: { data: yTrue, width, height }, yPred: { data: yPred, width, height } };
}
