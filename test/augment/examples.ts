import { compositionBuilders } from '../../src/augment/composition/builders.js';
import { droppingBuilders } from '../../src/augment/dropping/builders.js';
import { geometricBuilders } from '../../src/augment/geometric/builders.js';
import * as augment from '../../src/augment/index.js';
import { mixingBuilders } from '../../src/augment/mixing/builders.js';
import { pixelBuilders } from '../../src/augment/pixel/builders.js';
import { policyBuilders } from '../../src/augment/policies/builders.js';

/** The names of all transforms that segkit has, by kind. */
export const transformNames = {
  geometric: Object.keys(geometricBuilders),
  pixel: Object.keys(pixelBuilders),
  dropping: Object.keys(droppingBuilders),
  policies: Object.keys(policyBuilders),
  composition: Object.keys(compositionBuilders),
  mixing: Object.keys(mixingBuilders),
} as const;

/** A dark picture whose look others are to take on. */
const reference = {
  data: Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (i * 37) % 120),
  width: 8,
  height: 8,
  channels: 3,
};

/** Options of the transforms that need some, and of those that do more with some than without. */
const given: Readonly<Record<string, readonly object[]>> = {
  affine: [
    { scale: [0.7, 1.4], rotate: 30, shear: 8, translate: 0.1 },
    { scale: { x: [0.5, 2], y: 1 }, rotate: [90, 180], border: 'reflect', maskInterpolation: 'labelLinear' },
    { rotate: 180, shear: { x: 10, y: 0 }, fitOutput: true },
    { interpolation: 'nearest', translate: { x: 0.5, y: [0, 0.2] }, border: 'wrap' },
  ],
  cropNonEmptyMask: [
    { width: 5, height: 7 },
    { width: 8, height: 4, balanced: false, minForeground: 0.5, classes: [60, 120] },
  ],
  elastic: [
    { strength: 2, sigma: 6 },
    { border: 'reflect101', maskInterpolation: 'labelLinear' },
  ],
  gridDistortion: [{}, { steps: 2, strength: 0.8, border: 'replicate' }],
  gridShuffle: [{}, { columns: 5, rows: 2 }],
  gridWarp: [{ strength: 0.1 }, { columns: 2, rows: 1, border: 'reflect101' }],
  letterbox: [
    { width: 20, height: 24 },
    { width: 9, height: 40, border: 'reflect' },
  ],
  longestMaxSize: [{ side: 20 }, { side: [12, 30], interpolation: 'bilinear' }],
  opticalDistortion: [{}, { mode: 'fisheye', strength: [0.2, 0.6], border: 'wrap' }],
  perspective: [{}, { strength: 0.3, border: 'replicate' }],
  randomResizedCrop: [
    { width: 16, height: 20 },
    { width: 30, height: 30, interpolation: 'bilinear', maskInterpolation: 'labelLinear' },
  ],
  randomScale: [{}, { scale: [0.5, 2], interpolation: 'bilinear' }],
  rotate: [{}, { rotate: 20, fitOutput: true }],
  smallestMaxSize: [{ side: 15 }],
  thinPlateSpline: [{}, { points: 3, strength: 0.1, border: 'reflect' }],
  centerCrop: [{ width: 6, height: 3 }],
  coarseDropout: [{}, { holes: 3, fill: 'noise' }],
  d4: [{}, { keepSize: true }],
  enhance: [{ kind: 'brightness' }, { kind: 'color' }, { kind: 'contrast' }, { kind: 'sharpness' }],
  foregroundCrop: [{ width: 5, height: 7 }],
  fourierDomainAdaptation: [{ references: [reference] }],
  histogramMatching: [{ references: [reference] }],
  randAugment: [{}, { count: 3, magnitude: 25, border: 'reflect', operations: ['rotate', 'shearX', 'translateY'] }],
  padIfNeeded: [
    { minWidth: 20, minHeight: 9 },
    { minWidth: 12, minHeight: 30, position: 'bottomRight', border: 'reflect101' },
  ],
  padToMultiple: [{ multiple: 7 }, { multiple: 4, border: 'wrap', position: 'topLeft' }],
  randomCrop: [{ width: 5, height: 7 }],
  resize: [
    { width: 11, height: 5 },
    { width: 30, height: 41 },
  ],
};

/** Every transform of a kind, with each set of its options. */
export function examplesOf(kind: 'geometric' | 'pixel' | 'dropping' | 'policies'): augment.Transform[] {
  return transformNames[kind].flatMap((name) =>
    (given[name] ?? [{}]).map((options) =>
      augment.transformFromJson({ name, options: options as Record<string, unknown> }),
    ),
  );
}
