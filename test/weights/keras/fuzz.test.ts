import { readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { SegkitError, WeightsError } from '../../../src/core/errors.js';
import { type Random, random } from '../../../src/core/random.js';
import { openHdf5 } from '../../../src/weights/hdf5/openHdf5.js';
import { loadKeras } from '../../../src/weights/keras/loadKeras.js';
import { loadKerasWeights } from '../../../src/weights/keras/loadKerasWeights.js';
import { switchBackend } from '../../helpers/backends.js';
import { chunkedHdf5, kerasArchive, tinyModel, tinyWeights } from '../../helpers/kerasFiles.js';
import { describeShared, hasShared, sharedPath } from '../../helpers/parity.js';

beforeAll(() => switchBackend('cpu'));

const config = openHdf5('test', 'tiny', tinyModel()).attributes.get('model_config') as string;

/** What a config may be damaged, or attacked, with. */
const pieces = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '0',
    '-1',
    '1e9',
    '0.5',
    'null',
    'true',
    '""',
    '{}',
    '[]',
    '2147483648',
    '1e400',
  ],
  ...[
    '"Conv2D"',
    '"Functional"',
    '"Dense"',
    '"first"',
    '"head"',
    '"__proto__"',
    '"UpSampling2D"',
    '"groups"',
    '"units"',
  ],
  ...[
    '"PReLU"',
    '"BatchNormalization"',
    '"Reshape"',
    '"target_shape"',
    '"MaxPooling2D"',
    '"Add"',
    '"Lambda"',
    '"softmax"',
  ],
];

/** A text with one to four places changed. */
function mutateText(draw: Random, seed: string): string {
  let text = seed;
  for (let changes = draw.integer(1, 5); changes > 0; changes--) {
    if (draw.chance(0.5)) {
      // One word or number for another, so that it stays JSON.
      const words = [...text.matchAll(/"[^"]*"|-?\d+|null|true|false/g)];
      const word = words[draw.integer(0, words.length)];
      if (word) text = text.slice(0, word.index) + draw.choice(pieces) + text.slice(word.index + word[0].length);
    } else {
      const at = draw.integer(0, text.length + 1);
      const other = draw.integer(0, text.length);
      const piece = draw.chance(0.5) ? draw.choice(pieces) : text.slice(other, other + draw.integer(0, 200));
      text = text.slice(0, at) + piece + text.slice(at + (draw.chance(0.5) ? 0 : draw.integer(0, 100)));
    }
  }
  return text;
}

/** A file with one to six bytes changed, moved or cut off, mostly where there is something. */
function mutateBytes(draw: Random, seed: Uint8Array, places: readonly number[]): Uint8Array {
  const bytes = seed.slice();
  for (let changes = draw.integer(1, 7); changes > 0; changes--) {
    const at = draw.chance(0.9) ? draw.choice(places) : draw.integer(0, bytes.length);
    const kind = draw.uniform();
    if (kind < 0.4) bytes[at] = draw.integer(0, 256);
    else if (kind < 0.6) bytes[at] = draw.choice([0, 1, 255, 127, 128]);
    else if (kind < 0.8) bytes.copyWithin(at, draw.choice(places), draw.choice(places) + 8);
    else bytes.fill(draw.choice([0, 255]), at, at + 8);
  }
  return draw.chance(0.05) ? bytes.subarray(0, draw.integer(0, bytes.length)) : bytes;
}

const notZero = (bytes: Uint8Array): number[] => [...bytes.keys()].filter((i) => bytes[i] !== 0);

/**
 * Each must be read, or end in an error of segkit's own in a reasonable time, with no tensor left behind and no memory taken
 * that the file does not fill.
 */
async function survive(
  name: string,
  count: number,
  makeFile: (draw: Random) => Uint8Array,
  read: (bytes: Uint8Array) => Promise<unknown>,
): Promise<{ read: number; refused: number }> {
  const outcome = { read: 0, refused: 0 };
  for (let i = 0; i < count; i++) {
    const bytes = makeFile(random(name, i));
    const tensors = tf.memory().numTensors;
    const start = performance.now();
    try {
      await read(bytes);
      outcome.read++;
    } catch (error) {
      if (!(error instanceof SegkitError)) throw new Error(`${name} ${i}: ${String(error)}`, { cause: error });
      expect(error.message.length, error.message).toBeLessThan(20_000);
      outcome.refused++;
    }
    expect(performance.now() - start, `milliseconds of ${name} ${i}`).toBeLessThan(5000);
    expect(tf.memory().numTensors, `tensors after ${name} ${i}`).toBe(tensors);
  }
  return outcome;
}

async function loadModel(bytes: Uint8Array): Promise<void> {
  const model = await loadKeras(bytes, { activation: 'sigmoid' });
  expect(tf.memory().numBytes).toBeLessThan(200_000 + 8 * bytes.length);
  model.dispose();
}

describe('damaged files of Keras', () => {
  it('.h5 with models: 3,000', async () => {
    const seed = tinyModel();
    const places = notZero(seed);
    const { read, refused } = await survive('h5', 3000, (draw) => mutateBytes(draw, seed, places), loadModel);
    expect(Math.min(read, refused)).toBeGreaterThan(100);
  });

  it('.keras whose config has been changed: 3,000', async () => {
    const { read, refused } = await survive(
      'config',
      3000,
      (draw) => kerasArchive(mutateText(draw, config)),
      loadModel,
    );
    expect(Math.min(read, refused)).toBeGreaterThan(100);
  });

  it('.keras whose bytes have been changed: 2,000', async () => {
    const seed = kerasArchive(config);
    const places = notZero(seed);
    const { refused } = await survive('archive', 2000, (draw) => mutateBytes(draw, seed, places), loadModel);
    expect(refused).toBeGreaterThan(1000);
  });

  it('.weights.h5: 1,000', async () => {
    const seed = tinyWeights();
    const places = notZero(seed);
    const model = await loadKeras(tinyModel());
    const { read, refused } = await survive(
      'weights',
      1000,
      (draw) => mutateBytes(draw, seed, places),
      (bytes) => loadKerasWeights(model, bytes),
    );
    expect(Math.min(read, refused)).toBeGreaterThan(50);
    model.dispose();
  });

  it('HDF5 in chunks: 1,000', async () => {
    const seed = chunkedHdf5();
    const places = notZero(seed);
    const { read, refused } = await survive(
      'chunks',
      1000,
      (draw) => mutateBytes(draw, seed, places),
      async (bytes) => {
        const root = openHdf5('test', 'chunks', bytes);
        for (const name of root.names) {
          const member = root.open(name);
          if (member?.kind === 'dataset') await member.read();
        }
      },
    );
    expect(Math.min(read, refused)).toBeGreaterThan(50);
  });

  it('groups that are their own members', async () => {
    // `layers/conv2d` is `layers` again: its link is given the other's address.
    const seed = tinyWeights();
    const view = new DataView(seed.buffer, seed.byteOffset);
    const addresses: number[] = [];
    for (let at = 0; at + 8 <= seed.length; at++) {
      const target = view.getUint32(at + 4, true) === 0 ? view.getUint32(at, true) : 0;
      if (target > 40 && String.fromCharCode(...seed.subarray(target, target + 4)) === 'OHDR') addresses.push(at);
    }
    expect(addresses.length).toBeGreaterThan(4);
    const model = await loadKeras(tinyModel());
    for (const from of addresses) {
      for (const to of addresses) {
        const bytes = seed.slice();
        new DataView(bytes.buffer).setUint32(from, view.getUint32(to, true), true);
        await loadKerasWeights(model, bytes).catch((error) => expect(error).toBeInstanceOf(WeightsError));
      }
    }
    model.dispose();
  });
});

/** The files that Keras itself wrote. */
const folder = 'parity/models/keras';
describeShared('damaged files that Keras wrote', folder, () => {
  const names = hasShared(folder) ? readdirSync(sharedPath(folder)).filter((name) => /\.(h5|keras)$/.test(name)) : [];
  it.each(names)('%s: 150', async (name) => {
    const seed = new Uint8Array(readFileSync(sharedPath(folder, name)));
    // Not the weights themselves, which are most of it, and whose bytes are as good as any others.
    const places = notZero(seed).filter((i) => seed[i ^ 1] === 0 || seed[i ^ 2] === 0 || seed[i] > 31);
    const { refused } = await survive(name, 150, (draw) => mutateBytes(draw, seed, places), loadModel);
    expect(refused).toBeGreaterThan(0);
  });
});
