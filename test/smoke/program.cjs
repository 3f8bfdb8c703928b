const assert = require('node:assert/strict');
const { mkdirSync } = require('node:fs');

/** Trains two steps, saves, loads and predicts, with the entries `segkit` and `segkit/node` however they were loaded. */
module.exports = async function program(segkit, node) {
  const { arrayDataset, fit, getMetadata, loader, loadModel, SegkitError, saveModel, segment, unet } = segkit;
  const { imageFolder, modelFolder, useBackend, writeImage, writeMask } = node;
  const { name } = await useBackend(undefined, { log: null });
  assert.equal(name, 'wasm');

  const size = 32;
  const samples = [0, 8, 16, 22].map((left, i) => {
    const image = { data: new Uint8Array(size * size * 3).fill(40), width: size, height: size, channels: 3 };
    const mask = { data: new Uint8Array(size * size), width: size, height: size };
    for (let y = 8; y < 20; y++) {
      mask.data.fill(1, y * size + left, y * size + left + 10);
      image.data.fill(220, (y * size + left) * 3, (y * size + left + 10) * 3);
    }
    return { id: `square ${i}`, image, mask, meta: {} };
  });

  const model = unet({ inputShape: [size, size, 3], depth: 2, filters: 4, seed: 1 });
  const batches = loader(arrayDataset(samples), { batchSize: 2, shuffle: true, seed: 1 });
  const history = await fit(model, batches, { epochs: 1 });
  assert.equal(batches.length, 2);
  assert.ok(Number.isFinite(history.epochs[0].loss));

  for (const name of ['pictures', 'masks']) mkdirSync(name, { recursive: true });
  for (const { id, image, mask } of samples) {
    await writeImage(`pictures/${id}.png`, image);
    await writeMask(`masks/${id}.png`, mask);
  }
  const folder = await imageFolder({ images: 'pictures', masks: 'masks' });
  const options = { batchSize: 2, shuffle: true, size: 16, augment: segkit.augment.d4() };
  const [here, there] = [loader(folder, options), loader(folder, { ...options, workers: 2 })];
  const inMemory = loader(arrayDataset(samples), { ...options, workers: 1 });
  const expected = await segkit.generators.toArray(here.epoch(1));
  // Workers that are not closed must not keep the process alive either.
  for (const source of [there, inMemory]) {
    assert.deepEqual(await segkit.generators.toArray(source.epoch(1)), expected);
  }

  await saveModel(model, modelFolder('model'));
  const loaded = await loadModel(modelFolder('model'));
  assert.equal(getMetadata(loaded).task, 'binary');
  const [before, after] = await Promise.all([segment(model, samples[0].image), segment(loaded, samples[0].image)]);
  assert.deepEqual(before.probabilities.data, after.probabilities.data);
  assert.throws(() => unet({ inputShape: [250, 250, 3], depth: 4 }), SegkitError);
  return `trained, saved, loaded and predicted on ${name}`;
};
