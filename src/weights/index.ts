export type { ByteInput, ByteSource } from './byteSource.js';
export { loadModel } from './loadModel.js';
export type { SafetensorsDtype, TensorValues, WritableValues } from './safetensors/dtypes.js';
export { readSafetensors, type SafetensorsFile, type StoredTensor } from './safetensors/readSafetensors.js';
export { type WritableTensor, type WriteSafetensorsOptions, writeSafetensors } from './safetensors/writeSafetensors.js';
export { saveModel } from './saveModel.js';
