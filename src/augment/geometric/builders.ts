import { builderOf, type TransformBuilders } from '../builders.js';
import { d4 } from './d4.js';
import { foregroundCrop } from './foregroundCrop.js';
import { horizontalFlip } from './horizontalFlip.js';
import { padIfNeeded, padToMultiple } from './pad.js';
import { centerCrop, randomCrop } from './randomCrop.js';
import { resize } from './resize.js';
import { rotate90 } from './rotate90.js';
import { transpose } from './transpose.js';
import { verticalFlip } from './verticalFlip.js';

/** What moves pixels, by name. */
export const geometricBuilders: TransformBuilders = {
  centerCrop: builderOf(centerCrop),
  d4: builderOf(d4),
  foregroundCrop: builderOf(foregroundCrop),
  horizontalFlip: builderOf(horizontalFlip),
  padIfNeeded: builderOf(padIfNeeded),
  padToMultiple: builderOf(padToMultiple),
  randomCrop: builderOf(randomCrop),
  resize: builderOf(resize),
  rotate90: builderOf(rotate90),
  transpose: builderOf(transpose),
  verticalFlip: builderOf(verticalFlip),
};
