/**
 * What needs Node: backends, files, progress on a terminal.
 *
 * @module
 */

export { availableMemory } from './availableMemory.js';
export { cacheFolder } from './cacheFolder.js';
export { type CacheToDiskOptions, cacheToDisk } from './cacheToDisk.js';
export { csvLogger } from './callbacks/csvLogger.js';
export { type PredictionPicturesOptions, predictionPictures } from './callbacks/predictionPictures.js';
export { type TensorBoardOptions, tensorBoard } from './callbacks/tensorBoard.js';
export { checkpointFolder } from './checkpointFolder.js';
export { type CountBarOptions, countBar } from './countBar.js';
export type { ImageSource } from './decodeFile.js';

export { fileSource } from './fileSource.js';
export { modelFolder } from './modelFolder.js';
export { type ProgressBarOptions, type ProgressStream, progressBar } from './progressBar.js';
export { type ReadImageOptions, readImage } from './readImage.js';
export { type ReadMaskOptions, readMask } from './readMask.js';
export { readSafetensorsFile } from './readSafetensorsFile.js';
export { type ReadTableOptions, readTable } from './readTable.js';
export { smpFolder } from './smpFolder.js';
export { type CarvanaDataset, type CarvanaOptions, carvana } from './sources/carvana.js';
export { type CocoDataset, type CocoDatasetOptions, cocoDataset } from './sources/cocoDataset.js';
export { type CsvDatasetOptions, csvDataset } from './sources/csvDataset.js';
export { type FileDatasetOptions, type FileSample, fileDataset, type RunLengthMask } from './sources/fileDataset.js';
export type { FindPairsOptions, Unpaired } from './sources/findPairs.js';
export { type FolderDataset, type ImageFolderOptions, imageFolder } from './sources/imageFolder.js';
export type { MaskOptions } from './sources/maskRule.js';
export type { PictureOptions } from './sources/pictureOptions.js';
export { type VocDatasetOptions, vocDataset, vocLabels } from './sources/vocDataset.js';
export type { KeyDot } from './tar/entryName.js';
export { type TarRecord, type TarRecordsOptions, tarRecords } from './tar/tarRecords.js';
export { type TarSamplesOptions, tarSamples } from './tar/tarSamples.js';
export { type TarRecordFiles, type WriteTarRecordsOptions, writeTarRecords } from './tar/writeTarRecords.js';
export { type WriteTarSamplesOptions, writeTarSamples } from './tar/writeTarSamples.js';
export { type BackendChoice, type NodeBackendName, type UseBackendOptions, useBackend } from './useBackend.js';
export { writeFileAtomically } from './writeFileAtomically.js';
export { type WriteImageOptions, writeImage } from './writeImage.js';
export { type WriteMaskOptions, writeMask } from './writeMask.js';
