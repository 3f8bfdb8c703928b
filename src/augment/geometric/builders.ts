import { builderOf, type TransformBuilders } from '../builders.js';
import { elastic } from './distortions/elastic.js';
import { gridDistortion } from './distortions/gridDistortion.js';
import { gridWarp } from './distortions/gridWarp.js';
import { opticalDistortion } from './distortions/opticalDistortion.js';
import { thinPlateSpline } from './distortions/thinPlateSpline.js';
import { d4 } from './flips/d4.js';
import { horizontalFlip } from './flips/horizontalFlip.js';
import { rotate90 } from './flips/rotate90.js';
import { transpose } from './flips/transpose.js';
import { verticalFlip } from './flips/verticalFlip.js';
import { gridShuffle } from './gridShuffle.js';
import { cropNonEmptyMask } from './sizes/cropNonEmptyMask.js';
import { foregroundCrop } from './sizes/foregroundCrop.js';
import { letterbox } from './sizes/letterbox.js';
import { padIfNeeded, padToMultiple } from './sizes/pad.js';
import { centerCrop, randomCrop } from './sizes/randomCrop.js';
import { randomResizedCrop } from './sizes/randomResizedCrop.js';
import { resize } from './sizes/resize.js';
import { longestMaxSize, randomScale, smallestMaxSize } from './sizes/scaling.js';
import { affine } from './warps/affine.js';
import { perspective } from './warps/perspective.js';
import { rotate } from './warps/rotate.js';
import { shiftScaleRotate } from './warps/shiftScaleRotate.js';

/** What moves pixels, by name. */
export const geometricBuilders: TransformBuilders = {
  affine: builderOf(affine),
  centerCrop: builderOf(centerCrop),
  cropNonEmptyMask: builderOf(cropNonEmptyMask),
  d4: builderOf(d4),
  elastic: builderOf(elastic),
  foregroundCrop: builderOf(foregroundCrop),
  gridDistortion: builderOf(gridDistortion),
  gridShuffle: builderOf(gridShuffle),
  gridWarp: builderOf(gridWarp),
  horizontalFlip: builderOf(horizontalFlip),
  letterbox: builderOf(letterbox),
  longestMaxSize: builderOf(longestMaxSize),
  opticalDistortion: builderOf(opticalDistortion),
  padIfNeeded: builderOf(padIfNeeded),
  padToMultiple: builderOf(padToMultiple),
  perspective: builderOf(perspective),
  randomCrop: builderOf(randomCrop),
  randomResizedCrop: builderOf(randomResizedCrop),
  randomScale: builderOf(randomScale),
  resize: builderOf(resize),
  rotate90: builderOf(rotate90),
  rotate: builderOf(rotate),
  shiftScaleRotate: builderOf(shiftScaleRotate),
  smallestMaxSize: builderOf(smallestMaxSize),
  thinPlateSpline: builderOf(thinPlateSpline),
  transpose: builderOf(transpose),
  verticalFlip: builderOf(verticalFlip),
};
