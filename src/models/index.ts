export type { ClassificationHeadOptions } from './decoderHeads.js';
export {
  type DescribeModelOptions,
  describeModel,
  type LayerDescription,
  type ModelDescription,
} from './describeModel.js';
export type { EncoderModelOptions } from './encoderDecoder.js';
export { type CreateEncoderOptions, createEncoder } from './encoders/createEncoder.js';
export type { Encoder } from './encoders/encoder.js';
export { listEncoders } from './encoders/registry.js';
export { type FormatModelOptions, formatModel } from './formatModel.js';
export type { FeatureShape } from './layerCalls.js';
export { getMetadata, type ModelMetadata, type OutputActivation, setMetadata } from './metadata.js';
export { type ModelInput, type ModelInputOptions, modelInput } from './modelInput.js';
export type { InputShape, ModelOptions } from './modelOptions.js';
export { type SegmentationHeadOptions, segmentationHead } from './segmentationHead.js';
export { type UnetOptions, unet } from './unet.js';
export type { EncoderUnetOptions } from './unetDecoder.js';
export type { LevelOptions } from './unets/levels.js';
export { type NnUnetEncoder, type NnUnetOptions, nnUnet } from './unets/nnUnet.js';
export { type ResUnetOptions, resUnet } from './unets/resUnet.js';
export { type U2netOptions, u2net } from './unets/u2net.js';
export { type Unet3PlusOptions, unet3Plus } from './unets/unet3Plus.js';
export { withoutAuxiliaryOutputs } from './withoutAuxiliaryOutputs.js';
