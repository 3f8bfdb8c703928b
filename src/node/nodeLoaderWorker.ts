/**
 * What a worker thread of a loader runs. It stays light: nothing of TensorFlow.js is imported here.
 *
 * @module
 */
import { serveLoader } from '../data/workers/serveLoader.js';

const warn = serveLoader({ 'segkit/node': () => import('./sources/recipes.js') });

// In place of the listener that writes them, in every thread for itself.
process.removeAllListeners('warning');
process.on('warning', ({ message, code }: Error & { code?: string }) => warn({ code: code ?? message, text: message }));
