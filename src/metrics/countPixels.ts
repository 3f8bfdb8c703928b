import type { Counts } from './counts.js';
import type { DecidedBatch } from './readBatch.js';
import { rangeOf, refuseDecision, refuseLabel } from './refusals.js';
import type { PixelSettings } from './segmentationOptions.js';

/** What one image adds: the counts of each class, and a confusion matrix unless the task is multilabel. */
export interface ImageCounts {
  readonly cells: readonly Counts[];
  readonly matrix?: Float64Array;
}

/** Counts every image of a batch. */
export function countImages(batch: DecidedBatch, settings: PixelSettings): ImageCounts[] {
  const { task, classes } = settings;
  return Array.from({ length: batch.images }, (_, image) => {
    if (task === 'multilabel') return { cells: countMultilabel(batch, image, settings) };
    const size = task === 'binary' ? 2 : classes;
    const matrix = countConfusion(batch, image, size, settings);
    const cells = countsOfConfusion(matrix, size);
    return { cells: task === 'binary' ? cells.slice(1) : cells, matrix };
  });
}

/** The confusion matrix of one image, row-major: the row is the truth, the column the prediction. */
function countConfusion(batch: DecidedBatch, image: number, size: number, settings: PixelSettings): Float64Array {
  const { truth, decisions } = batch;
  const { ignoreIndex } = settings;
  const matrix = new Float64Array(size * size);
  const [start, end] = rangeOf(batch, image);
  for (let i = start; i < end; i++) {
    const label = truth[i];
    if (label === ignoreIndex) continue;
    const decision = decisions[i];
    if (!(label >= 0 && label < size)) refuseLabel(settings, batch, i, label);
    if (!(decision >= 0 && decision < size)) refuseDecision(settings, batch, i, decision);
    matrix[label * size + decision]++;
  }
  return matrix;
}

/** The counts of each class from a confusion matrix: each class against the rest. */
export function countsOfConfusion(matrix: ArrayLike<number>, classes: number): Counts[] {
  const rows = new Array<number>(classes).fill(0);
  const columns = new Array<number>(classes).fill(0);
  let total = 0;
  for (let label = 0; label < classes; label++) {
    for (let decision = 0; decision < classes; decision++) {
      const count = matrix[label * classes + decision];
      rows[label] += count;
      columns[decision] += count;
      total += count;
    }
  }
  return rows.map((row, c) => {
    const tp = matrix[c * classes + c];
    return { tp, fp: columns[c] - tp, fn: row - tp, tn: total - row - columns[c] + tp };
  });
}

/** The counts of each class of one image whose classes are decided one by one; an entry may be ignored alone. */
function countMultilabel(batch: DecidedBatch, image: number, settings: PixelSettings): Counts[] {
  const { truth, decisions } = batch;
  const { classes, ignoreIndex } = settings;
  const cells = new Float64Array(classes * 4);
  const [start, end] = rangeOf(batch, image);
  for (let i = start; i < end; i += classes) {
    for (let c = 0; c < classes; c++) {
      const label = truth[i + c];
      if (label === ignoreIndex) continue;
      const decision = decisions[i + c];
      if (label !== 0 && label !== 1) refuseLabel(settings, batch, i + c, label);
      if (decision !== 0 && decision !== 1) refuseDecision(settings, batch, i + c, decision);
      cells[c * 4 + label * 2 + decision]++;
    }
  }
  return Array.from({ length: classes }, (_, c) => {
    const [tn, fp, fn, tp] = cells.subarray(c * 4, c * 4 + 4);
    return { tp, fp, fn, tn };
  });
}
