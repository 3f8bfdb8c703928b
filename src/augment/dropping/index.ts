export { type CoarseDropoutOptions, type CoarseDropoutParams, coarseDropout } from './coarseDropout.js';
export type { DropFill, DropMask, DropOptions, DropParams } from './dropOptions.js';
export { type GridDropoutOptions, type GridDropoutParams, gridDropout } from './gridDropout.js';
export { type MaskDropoutOptions, type MaskDropoutParams, maskDropout } from './maskDropout.js';
export { type PixelDropoutOptions, type PixelDropoutParams, pixelDropout } from './pixelDropout.js';
