export {
  type BrightnessContrastOptions,
  type BrightnessContrastParams,
  brightnessContrast,
} from './brightnessContrast.js';
export { type GammaOptions, type GammaParams, gamma } from './gamma.js';
