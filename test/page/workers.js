// Runs in a page: a loader with Web Workers gives the batches that it gives without, and, where memory can be shared, `fit`
// with workers comes to the losses that it comes to without.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { arrayDataset, augment, fit, loader, sgd, unet } from 'segkit';
import { prepareWasm } from 'segkit/wasm';

const size = 32;

/** Pictures of noise with a bar, from a formula. */
const samples = arrayDataset(
  Array.from({ length: 10 }, (_, picture) => ({
    id: `p${picture}`,
    image: {
      data: Uint8Array.from({ length: size * size * 3 }, (_, i) => (i * 7 + picture * 31 + (i >> 5) * 13) % 256),
      width: size,
      height: size,
      channels: 3,
    },
    mask: { data: new Uint8Array(size * size).fill(1, picture * size, 20 * size), width: size, height: size },
    meta: {},
  })),
);

/** The batches of an epoch as text. */
async function batchesOf(workers, options = {}) {
  const pipeline = [augment.d4(), augment.brightnessContrast(), augment.affine({ rotate: [-20, 20] })];
  const source = loader(samples, { batchSize: 4, shuffle: true, seed: 1, augment: augment.compose(pipeline), workers });
  const batches = [];
  for await (const { ids, x, y } of source.epoch(1, options)) batches.push(`${ids}: ${x.data} ${y.data}`);
  await source.close();
  return batches;
}

async function run() {
  const plain = String(await batchesOf(0));
  for (const workers of [1, 2]) {
    for (const reuseMemory of [false, true]) {
      const batches = String(await batchesOf(workers, { reuseMemory }));
      if (batches !== plain) throw new Error(`${workers} workers (reuseMemory ${reuseMemory}) give other batches`);
    }
  }
  const leaving = loader(samples, { batchSize: 2, workers: 2 });
  for await (const { ids } of leaving.epoch(0)) if (ids) break; // an early end must not keep the page busy
  await leaving.close();
  if (!globalThis.crossOriginIsolated) return 'loader workers give the same batches';

  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths('/wasm/');
  await prepareWasm();
  const train = async (options) => {
    const model = unet({ inputShape: [size, size, 3], depth: 2, filters: 4, seed: 1 });
    const source = loader(samples, { batchSize: 4, seed: 1 });
    const { epochs } = await fit(model, source, { epochs: 3, optimizer: sgd({ learningRate: 0.1 }), ...options });
    return epochs.map(({ loss }) => loss);
  };
  const alone = await train({});
  const together = await train({ workers: { count: 2, wasmPaths: '/wasm/' } });
  const apart = Math.max(...alone.map((loss, i) => Math.abs(loss - together[i])));
  if (!(apart <= 1e-4)) throw new Error(`the losses of two workers are ${together}, of none ${alone}`);
  return `shared memory: loader workers give the same batches, and two workers of fit the same losses (${apart} apart)`;
}

run().then(
  (said) => {
    document.title = `ok: ${said}`;
  },
  (error) => {
    console.error(error);
    document.title = `failed: ${error.message}`;
  },
);
