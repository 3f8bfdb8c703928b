import { builderOf, type TransformBuilders } from '../builders.js';
import { brightnessContrast } from './brightnessContrast.js';
import { gamma } from './gamma.js';

/** What changes the values of pixels, by name. */
export const pixelBuilders: TransformBuilders = {
  brightnessContrast: builderOf(brightnessContrast),
  gamma: builderOf(gamma),
};
