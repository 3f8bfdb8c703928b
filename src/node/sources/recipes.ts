/** What recipes may name as `segkit/node`: the data sets that a worker can make for itself. */
export { fileDataset } from './fileDataset.js';
