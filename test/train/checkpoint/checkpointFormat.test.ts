import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DataError } from '../../../src/core/errors.js';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  readSummary,
  summaryLength,
} from '../../../src/train/checkpoint/checkpointFormat.js';
import type { TrainingCheckpoint } from '../../../src/train/checkpoint/trainingCheckpoint.js';
import { newRunState } from '../../../src/train/engine/runState.js';

const state = newRunState();
const example: TrainingCheckpoint = {
  summary: { runId: state.runId, epochs: 3, globalStep: 2 ** 33, isBetweenEpochs: true },
  fingerprint: { model: { layers: ['ü'] }, data: null, validation: null, loss: {}, optimizer: {}, options: {} },
  state: { ...state, sums: { ...state.sums, loss: Number.NaN } },
  nextLearningRate: 0.1 + 0.2,
  frozen: [1],
  weights: {
    a: { shape: [3], values: Float32Array.of(1.1, Number.NaN, -0) },
    b: { shape: [1], values: Uint8Array.of(7) },
  },
  optimizer: { optimizerName: 'sgd', steps: 2, weights: {} },
  average: undefined,
  best: { epoch: 1, score: -Infinity, weights: { c: { shape: [0], values: new Int32Array(0) } } },
};

it('reads back what it wrote, to the last bit', () => {
  const bytes = encodeCheckpoint(example);
  const { average: _, ...rest } = example;
  expect(decodeCheckpoint(bytes)).toEqual(rest);
  expect(decodeCheckpoint(Buffer.concat([Buffer.alloc(3), bytes]).subarray(3))).toEqual(rest);
  expect(readSummary(bytes.subarray(0, summaryLength))).toEqual(example.summary);
  // Nothing of it is a view of the bytes, which may be used for something else.
  const { values } = decodeCheckpoint(bytes).weights.a;
  bytes.fill(0);
  expect(values[0]).toBeCloseTo(1.1);
});

it('refuses every change of a byte, and every length but its own', () => {
  const bytes = encodeCheckpoint(example);
  const refuses = (damaged: Uint8Array): boolean => {
    try {
      decodeCheckpoint(damaged);
      return false;
    } catch (error) {
      return error instanceof DataError;
    }
  };
  for (let at = 0; at < bytes.length; at++) {
    for (const flip of [1, 128, 255]) {
      const damaged = bytes.slice();
      damaged[at] ^= flip;
      expect(refuses(damaged), `byte ${at} flipped by ${flip}`).toBe(true);
    }
    expect(refuses(bytes.slice(0, at)), `cut off after ${at}`).toBe(true);
  }
  expect(refuses(Uint8Array.from([...bytes, 0]))).toBe(true);
  const tails = fc.uint8Array({ minLength: 1, maxLength: 64 });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), tails, (at, tail) => {
      const damaged = bytes.slice();
      damaged.set(tail.subarray(0, bytes.length - at), at);
      return Buffer.from(damaged).equals(Buffer.from(bytes)) || refuses(damaged);
    }),
    { numRuns: 500 },
  );
});
