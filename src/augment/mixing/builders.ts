import type { TransformBuilders } from '../builders.js';

/** What makes one sample of several, by name. */
export const mixingBuilders: TransformBuilders = {};
