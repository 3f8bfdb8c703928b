/**
 * What a Web Worker of a loader runs. It stays light: nothing of TensorFlow.js is imported here.
 *
 * @module
 */
import { serveLoader } from '../data/workers/serveLoader.js';

serveLoader({});
