// Runs in a page: trains on WebAssembly, segments, reads a mask from a file exactly, and puts the overlay on a canvas.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {
  adam,
  arrayDataset,
  checkpoint,
  encodePng,
  fit,
  ioHandlerCheckpoints,
  loader,
  loadModel,
  overlay,
  saveModel,
  segment,
  unet,
} from 'segkit';
import { imageToRaster, indexedDbCheckpoints, maskToLabelMap, rasterToImageData } from 'segkit/browser';
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

  await resumeFromDatabase(samples, model);
  await saveModel(model, 'indexeddb://car');
  const { labels } = await segment(await loadModel('indexeddb://car'), image);
  context.putImageData(rasterToImageData(overlay(image, labels)), 0, 0);
  return `${tf.getBackend()} (${kernels}): loss ${losses[0].toFixed(3)} → ${losses.at(-1).toFixed(3)}, resumed, saved, loaded and segmented`;
}

/** A run that is stopped in the middle of an epoch and goes on from each kind of place ends as one that is not. */
async function resumeFromDatabase(samples, like) {
  const [, ...shape] = like.inputs[0].shape;
  const train = async (epochs, callbacks, more) => {
    const model = unet({ inputShape: shape, depth: 2, filters: 4, seed: 1, dropout: 0.2 });
    await fit(model, loader(samples, { batchSize: 1, shuffle: true, seed: 1 }), { epochs, callbacks, ...more });
    return String(model.getWeights().map((weight) => weight.dataSync()));
  };
  const whole = await train(3, []);
  const stop = (event, { stop }) => event.type === 'step' && event.globalStep === 3 && stop();
  for (const place of [indexedDbCheckpoints('car run'), ioHandlerCheckpoints('indexeddb://car-run')]) {
    await train(3, [checkpoint({ place }), stop]);
    const resumed = await train(3, [checkpoint({ place })], { resume: place });
    if (resumed !== whole) throw new Error(`the run that went on from ${place.name} ended otherwise`);
  }
  const place = indexedDbCheckpoints('car run');
  const names = (await place.list()).sort();
  if (String(names) !== 'cp-0001,cp-0002,cp-0003') throw new Error(`the database holds ${names}`);
  if ((await place.read('cp-0003', 10)).length !== 10)
    throw new Error('the beginning of a checkpoint is not what was asked for');
  await place.remove('cp-0001');
  if ((await place.list()).length !== 2) throw new Error('a removed checkpoint is still there');
}

run().then(
  (said) => {
    document.title = `ok: ${said}`;
  },
  (error) => {
    document.title = `failed: ${error.stack ?? error}`;
  },
);
