export { area8 } from './area';
export { warpBilinear8 } from './bilinear8';
export { warpLabels8, warpLabels16, warpLabels32 } from './labels';
export { warpLinear16, warpLinear32 } from './linear';
export { warpNearest } from './nearest';
