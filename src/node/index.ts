/**
 * What needs Node: backends, files, progress on a terminal.
 *
 * @module
 */
export { modelFolder } from './modelFolder.js';
export { type ProgressBarOptions, type ProgressStream, progressBar } from './progressBar.js';
export { type BackendChoice, type NodeBackendName, type UseBackendOptions, useBackend } from './useBackend.js';
