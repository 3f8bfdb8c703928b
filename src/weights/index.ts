export type { ByteInput, ByteSource } from './byteSource.js';
export {
  type FetchedFile,
  type FetchFileOptions,
  type FetchOptions,
  fetchFile,
} from './fetch/fetchFile.js';
export type { CachedFile, Download, FileCache } from './fetch/fileCache.js';
export { modelUrl } from './fetch/modelUrl.js';
export type { FetchProgress } from './fetch/readResponse.js';
export type { WeightsReport } from './keras/assignWeights.js';
export type { KerasMetadataOptions } from './keras/kerasMetadata.js';
export { type LoadKerasOptions, loadKeras } from './keras/loadKeras.js';
export { type LoadKerasWeightsOptions, loadKerasWeights } from './keras/loadKerasWeights.js';
export type { KerasSource } from './keras/openKeras.js';
export { loadModel } from './loadModel.js';
export type { StrictOptions, WeightsMismatch } from './mismatch.js';
export type { SafetensorsDtype, TensorValues, WritableValues } from './safetensors/dtypes.js';
export { readSafetensors, type SafetensorsFile, type StoredTensor } from './safetensors/readSafetensors.js';
export { type WritableTensor, type WriteSafetensorsOptions, writeSafetensors } from './safetensors/writeSafetensors.js';
export { saveModel } from './saveModel.js';
export { type LoadEncoderOptions, loadEncoder } from './smp/loadEncoder.js';
export { type LoadSmpOptions, loadSmp } from './smp/loadSmp.js';
export { saveSmp } from './smp/saveSmp.js';
export type { SmpConfig } from './smp/smpConfig.js';
export type { SmpFileName, SmpFiles, SmpPlace } from './smp/smpPlace.js';
export { type SmpUrlOptions, smpUrl } from './smp/smpUrl.js';
