export type { ClassificationHeadOptions } from './decoderHeads.js';
export type { AsppDecoderOptions } from './decoders/asppOptions.js';
export { type DeeplabV3Options, deeplabV3 } from './decoders/deeplabV3.js';
export { type DeeplabV3PlusOptions, deeplabV3Plus } from './decoders/deeplabV3Plus.js';
export { type DptOptions, dpt } from './decoders/dpt.js';
export { type FpnOptions, fpn } from './decoders/fpn.js';
export { type LinknetOptions, linknet } from './decoders/linknet.js';
export { type ManetOptions, manet } from './decoders/manet.js';
export { type PanOptions, pan } from './decoders/pan.js';
export { type PspnetOptions, pspnet } from './decoders/pspnet.js';
export { type SegformerOptions, segformer } from './decoders/segformer.js';
export { type UnetPlusPlusOptions, unetPlusPlus } from './decoders/unetPlusPlus.js';
export { type UpernetOptions, upernet } from './decoders/upernet.js';
export {
  type DescribeModelOptions,
  describeModel,
  type LayerDescription,
  type ModelDescription,
} from './describeModel.js';
export type { EncoderModelOptions } from './encoderDecoder.js';
export { type CreateEncoderOptions, createEncoder } from './encoders/createEncoder.js';
export type { Encoder } from './encoders/encoder.js';
export { type EncoderPreprocessingOptions, encoderPreprocessing } from './encoders/encoderPreprocessing.js';
export { listEncoders } from './encoders/registry.js';
export { type FormatModelOptions, formatModel } from './formatModel.js';
export type { FeatureShape } from './layerCalls.js';
export { getMetadata, type ModelMetadata, type OutputActivation, setMetadata } from './metadata.js';
export { type ModelInput, type ModelInputOptions, modelInput } from './modelInput.js';
export type { InputShape, ModelOptions } from './modelOptions.js';
export { type SegmentationHeadOptions, segmentationHead } from './segmentationHead.js';
export { type UnetOptions, unet } from './unet.js';
export type { EncoderUnetOptions } from './unetDecoder.js';
export { type AttentionUnetOptions, attentionUnet } from './unets/attentionUnet.js';
export type { LevelOptions } from './unets/levels.js';
export { type NnUnetEncoder, type NnUnetOptions, nnUnet } from './unets/nnUnet.js';
export { type ResUnetOptions, resUnet } from './unets/resUnet.js';
export { type U2netOptions, u2net } from './unets/u2net.js';
export { type Unet3PlusOptions, unet3Plus } from './unets/unet3Plus.js';
export { withoutAuxiliaryOutputs } from './withoutAuxiliaryOutputs.js';
