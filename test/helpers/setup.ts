// segkit never uses tfjs's chained ops; the layers package registers the gradients, as it does for every consumer.
import '@tensorflow/tfjs-layers';
import { beforeAll } from 'vitest';

// tfjs's advice to install tfjs-node is no news here. Its flag IS_TEST would silence it too, but also turns on a leak
// check that takes the tensors a gradient saves on wasm, where a clone is a copy, for leaks.
beforeAll(() => {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Hi, looks like you are running TensorFlow.js in Node.js')) warn(...words);
  };
});
