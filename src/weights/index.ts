export { loadModel } from './loadModel.js';
export { saveModel } from './saveModel.js';
