import type { Task } from '../core/task.js';
import type { LabelMap } from '../raster/labelMap.js';
import type { Raster } from '../raster/raster.js';

/**
 * Labels from probabilities `[H,W,C]`: for `binary` 1 from the threshold on; for `multiclass` the class of the highest
 * probability, the first on a tie; for `multilabel` one more than the likeliest class that reaches the threshold, or 0.
 */
export function decodeProbabilities(probabilities: Raster, task: Task, threshold: number): LabelMap {
  const { data, width, height, channels } = probabilities;
  const labels = channels < 255 ? new Uint8Array(width * height) : new Uint16Array(width * height);
  for (let pixel = 0, i = 0; pixel < labels.length; pixel++, i += channels) {
    let best = 0;
    for (let channel = 1; channel < channels; channel++) if (data[i + channel] > data[i + best]) best = channel;
    if (task === 'multiclass') labels[pixel] = best;
    else if (data[i + best] >= threshold) labels[pixel] = best + 1;
  }
  return { data: labels, width, height };
}
