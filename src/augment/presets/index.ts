export { aerialAugment, type TurnedPresetOptions } from './aerialAugment.js';
export { lightAugment } from './lightAugment.js';
export { mediumAugment } from './mediumAugment.js';
export { type MicroscopyAugmentOptions, microscopyAugment } from './microscopyAugment.js';
export { type NnunetAugmentOptions, nnunetAugment } from './nnunetAugment.js';
export type { PresetOptions } from './presetOptions.js';
