const assert = require('node:assert/strict');

/** Trains two steps, saves, loads and predicts, with the entries `segkit` and `segkit/node` however they were loaded. */
module.exports = async function program(segkit, node) {
  const { arrayDataset, fit, getMetadata, loader, loadModel, SegkitError, saveModel, segment, unet } = segkit;
  const { modelFolder, useBackend } = node;
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

  await saveModel(model, modelFolder('model'));
  const loaded = await loadModel(modelFolder('model'));
  assert.equal(getMetadata(loaded).task, 'binary');
  const [before, after] = await Promise.all([segment(model, samples[0].image), segment(loaded, samples[0].image)]);
  assert.deepEqual(before.probabilities.data, after.probabilities.data);
  assert.throws(() => unet({ inputShape: [250, 250, 3], depth: 4 }), SegkitError);
  return `trained, saved, loaded and predicted on ${name}`;
};
