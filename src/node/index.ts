/**
 * What needs Node: backends, files, progress on a terminal.
 *
 * @module
 */

export type { ImageSource } from './decodeFile.js';
export {
  type FindPairsOptions,
  type FolderDataset,
  type FolderMaskOptions,
  type ImageFolderOptions,
  imageFolder,
  type Unpaired,
} from './imageFolder.js';
export { modelFolder } from './modelFolder.js';
export { type ProgressBarOptions, type ProgressStream, progressBar } from './progressBar.js';
export { type ReadImageOptions, readImage } from './readImage.js';
export { type ReadMaskOptions, readMask } from './readMask.js';
export { type ReadTableOptions, readTable } from './readTable.js';
export { type BackendChoice, type NodeBackendName, type UseBackendOptions, useBackend } from './useBackend.js';
export { writeFileAtomically } from './writeFileAtomically.js';
export { type WriteImageOptions, writeImage } from './writeImage.js';
export { type WriteMaskOptions, writeMask } from './writeMask.js';
