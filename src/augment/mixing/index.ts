export { type CopyPasteOptions, type CopyPasteParams, copyPaste, type PastedObject } from './copyPaste.js';
export { type CutMixOptions, type CutMixParams, cutMix } from './cutMix.js';
export { type MixComposeParams, mixCompose } from './mixCompose.js';
export type { MixPart } from './mixContainers.js';
export { type MixFromJsonOptions, mixFromJson } from './mixFromJson.js';
export { type MixOneOfOptions, type MixOneOfParams, mixOneOf } from './mixOneOf.js';
export {
  applyMix,
  drawMixParams,
  drawPartners,
  type MixContext,
  type MixInfo,
  type MixKey,
  type MixPool,
  type MixTransform,
} from './mixTransform.js';
export { type MixUpOptions, type MixUpParams, mixUp } from './mixUp.js';
export { type MosaicOptions, type MosaicParams, mosaic } from './mosaic.js';
export type { SoftLabelForm } from './softLabels.js';
