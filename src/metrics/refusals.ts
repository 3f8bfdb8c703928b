import { DataError } from '../core/errors.js';
import { undecided } from './decide.js';
import type { PixelSettings } from './segmentationOptions.js';

/** The sizes of a batch. */
export interface BatchPlace {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  /** Truth values a pixel: the classes of a multilabel task, else 1. */
  readonly channels: number;
}

type Reader = Pick<PixelSettings, 'where' | 'task' | 'classes' | 'ignoreIndex'>;

/** Where an image lies in the arrays of its batch. */
export function rangeOf({ height, width, channels }: BatchPlace, image: number): [start: number, end: number] {
  const size = height * width * channels;
  return [image * size, (image + 1) * size];
}

/** Refuses a label of the truth that is none of the task. */
export function refuseLabel(reader: Reader, place: BatchPlace, index: number, label: number): never {
  const { where, task, ignoreIndex } = reader;
  const ignore = ignoreIndex === undefined ? `give ignoreIndex: ${label}` : `map it to ignoreIndex ${ignoreIndex}`;
  const change =
    task === 'multiclass' ? 'Raise classes' : label === 255 ? 'Divide the mask by 255' : 'Map it to 0 or 1';
  throw new DataError(
    `${where}: yTrue holds the label ${label} (${locate(place, index)}), but ${describeLabels(reader)}. ` +
      `${change}, or ${ignore} if such pixels are not to count.`,
  );
}

/** Refuses a decision that is none of the task, or could not be made. */
export function refuseDecision(reader: Reader, place: BatchPlace, index: number, decision: number): never {
  if (decision === undecided.isNaN) refuseScore(reader, place, index, Number.NaN);
  if (decision === undecided.isNoProbability) refuseScore(reader, place, index, undefined);
  throw new DataError(
    `${reader.where}: yPred holds the label ${decision} (${locate(place, index)}), but ${describeLabels(reader)}. ` +
      'Predict indices of these classes.',
  );
}

/** Refuses a score at a valid pixel: NaN, or, where probabilities are due, what is none. */
export function refuseScore({ where }: Reader, place: BatchPlace, index: number, score: number | undefined): never {
  const at = locate(place, index);
  throw new DataError(
    Number.isNaN(score)
      ? `${where}: yPred is NaN at a valid pixel (${at}). The model has diverged: lower the learning rate, and look ` +
          'for NaN in its inputs.'
      : `${where}: fromLogits is false, but yPred leaves 0 … 1 (${at}). Leave fromLogits out if these are logits.`,
  );
}

function describeLabels({ task, classes }: Reader): string {
  if (task === 'multiclass') return `there are ${classes} classes, 0 … ${classes - 1}`;
  return `the labels of a ${task} task are 0 and 1`;
}

function locate(place: BatchPlace, index: number): string {
  const { height, width, channels } = place;
  const pixel = Math.floor(index / channels);
  const row = Math.floor(pixel / width) % height;
  const at = `picture ${Math.floor(pixel / (width * height))}, row ${row}, column ${pixel % width}`;
  return channels > 1 ? `${at}, channel ${index % channels}` : at;
}
