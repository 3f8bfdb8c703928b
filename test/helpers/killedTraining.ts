/**
 * A process that is to be killed: `tsx killedTraining.ts <backend> <folder> <epochs>` trains, or goes on, and writes a
 * checkpoint after every third step. It says when training begins, when one is
 * written and, in the end, what it has come to.
 */
import { createHash } from 'node:crypto';
import { checkpointFolder } from '../../src/node/checkpointFolder.js';
import { type NodeBackendName, useBackend } from '../../src/node/useBackend.js';
import { checkpoint } from '../../src/train/callbacks/checkpoint.js';
import type { CheckpointPlace } from '../../src/train/checkpoint/checkpointPlace.js';
import type { Callback } from '../../src/train/events.js';
import { historyToJson } from '../../src/train/history.js';
import { discNet, longTraining } from './longTraining.js';

const [backend, folder, epochs] = process.argv.slice(2);
await useBackend(backend as NodeBackendName, { log: () => {} });
const model = discNet({ depth: 1, filters: 2 });
const say: Callback = (event) => {
  if (event.type === 'trainBegin') console.log('begin');
};
const place = checkpointFolder(folder);
const telling: CheckpointPlace = {
  ...place,
  async write(name, bytes) {
    await place.write(name, bytes);
    console.log('saved');
  },
};
const callbacks = [say, checkpoint({ place: telling, every: { steps: 3 } })];
const patience = Math.ceil(Number(epochs) / 2);
const history = await longTraining(model, { epochs: Number(epochs), patience, callbacks, resume: 'auto' });
const hash = createHash('sha256');
for (const weight of model.getWeights()) hash.update(new Uint8Array(weight.dataSync().slice().buffer));
const withoutTimes = { ...history, seconds: 0, epochs: history.epochs.map((record) => ({ ...record, seconds: 0 })) };
hash.update(historyToJson(withoutTimes));
console.log(`end ${history.epochs.length} epochs ${history.stopped} ${hash.digest('hex')}`);
