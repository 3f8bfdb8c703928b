export { type Segmentation, type SegmentOptions, segment } from './segment.js';
