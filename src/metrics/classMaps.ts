import type { LabelMap } from '../raster/labelMap.js';
import { type CountedImage, rangeOf, refuseDecision, refuseTruth } from './countPixels.js';
import type { DecidedBatch } from './readBatch.js';
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
  const { where, task, classes, ignoreIndex } = settings;
  const labels = task === 'multiclass' ? classes : 2;
  const counted: CountedImage = { ...batch, where, task, image, classes: labels, ignoreIndex };
  if (task === 'multilabel') {
    return Array.from({ length: classes }, (_, c) => ({ ...cleanMaps(counted, labels, c), label: 1 }));
  }
  const maps = cleanMaps(counted, labels, 0);
  return task === 'binary'
    ? [{ ...maps, label: 1 }]
    : Array.from({ length: classes }, (_, label) => ({ ...maps, label }));
}

/** One channel of an image, checked, with its ignored pixels marked. */
function cleanMaps(counted: CountedImage, labels: number, channel: number): Pick<ClassMaps, 'yTrue' | 'yPred'> {
  const { truth, decisions, width, height, channels, ignoreIndex } = counted;
  const [start, end] = rangeOf(counted);
  const yTrue = new Int32Array(width * height);
  const yPred = new Int32Array(width * height);
  for (let i = start + channel, pixel = 0; i < end; i += channels, pixel++) {
    const label = truth[i];
    const decision = decisions[i];
    if (label === ignoreIndex) {
      yTrue[pixel] = yPred[pixel] = ignored;
      continue;
    }
    if (!(label >= 0 && label < labels && Number.isInteger(label))) refuseTruth(counted, i);
    if (!(decision >= 0 && decision < labels)) refuseDecision(counted, i);
    yTrue[pixel] = label;
    yPred[pixel] = decision;
  }
  return { yTrue: { data: yTrue, width, height }, yPred: { data: yPred, width, height } };
}
