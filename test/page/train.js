// Runs in a page: trains on WebAssembly, segments, reads a mask from a file exactly, and puts the overlay on a canvas.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { adam, arrayDataset, encodePng, fit, loader, loadModel, overlay, saveModel, segment, unet } from 'segkit';
import { imageToRaster, maskToLabelMap, rasterToImageData } from 'segkit/browser';
import { prepareWasm } from 'segkit/wasm';

async function run() {
  setWasmPaths('/wasm/');
  const { kernels } = await prepareWasm();

  const size = 32;
  const mask = { data: new Uint8Array(size * size).fill(1, 8 * size, 20 * size), width: size, height: size };
  const bytes = await encodePng({ ...mask, channels: 1 });
  const read = await maskToLabelMap(new Blob([bytes], { type: 'image/png' }));
  if (String(read.data) !== String(mask.data)) throw new Error('the mask came back changed');

  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const context = canvas.getContext('2d');
  context.fillStyle = '#444';
  context.fillRect(0, 0, size, size);
  context.fillStyle = '#dd8';
  context.fillRect(0, 8, size, 12);
  const image = await imageToRaster(canvas);

  const samples = arrayDataset(['a', 'b'].map((id) => ({ id, image, mask, meta: {} })));
  const model = unet({ inputShape: [size, size, image.channels], depth: 2, filters: 4, seed: 1 });
  const history = await fit(model, loader(samples, { batchSize: 2 }), {
    epochs: 25,
    optimizer: adam({ learningRate: 0.02 }),
  });
  const losses = history.epochs.map(({ loss }) => loss);
  if (!(losses.at(-1) < losses[0] / 2)) throw new Error(`the loss went from ${losses[0]} to ${losses.at(-1)}`);

  await saveModel(model, 'indexeddb://car');
  const { labels } = await segment(await loadModel('indexeddb://car'), image);
  context.putImageData(rasterToImageData(overlay(image, labels)), 0, 0);
  return `${tf.getBackend()} (${kernels}): loss ${losses[0].toFixed(3)} → ${losses.at(-1).toFixed(3)}, saved, loaded and segmented`;
}

run().then(
  (said) => {
    document.title = `ok: ${said}`;
  },
  (error) => {
    document.title = `failed: ${error.stack ?? error}`;
  },
);
