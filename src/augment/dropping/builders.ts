import type { TransformBuilders } from '../builders.js';

/** What leaves out parts of a picture, by name. */
export const droppingBuilders: TransformBuilders = {};
