export { type ActivationName, type ActivationOptions, activation } from './activation.js';
export { type Block, chain } from './block.js';
export { type BlockName, type ConvBlockOptions, convBlock } from './convBlock.js';
export { type ConvolutionOptions, convolution, type Initializer } from './convolution.js';
export { type NormalizationOptions, type NormName, normalization } from './normalization.js';
export { registerLayers } from './registerLayers.js';
export { SegBatchNorm, type SegBatchNormOptions } from './segBatchNorm.js';
