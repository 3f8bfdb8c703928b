import { builderOf, type TransformBuilders } from '../builders.js';
import { coarseDropout } from './coarseDropout.js';
import { gridDropout } from './gridDropout.js';
import { maskDropout } from './maskDropout.js';
import { pixelDropout } from './pixelDropout.js';

/** What takes parts out of pictures, by name. */
export const droppingBuilders: TransformBuilders = {
  coarseDropout: builderOf(coarseDropout),
  gridDropout: builderOf(gridDropout),
  maskDropout: builderOf(maskDropout),
  pixelDropout: builderOf(pixelDropout),
};
