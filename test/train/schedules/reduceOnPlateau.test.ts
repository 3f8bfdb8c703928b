import { expect, it } from 'vitest';
import { earlyStoppingRule } from '../../../src/train/callbacks/earlyStoppingRule.js';
import { reduceOnPlateau } from '../../../src/train/schedules/index.js';

it('reduces after so many values that are no better', () => {
  const options = { learningRate: 1, mode: 'max', factor: 0.5, patience: 1, threshold: 0 } as const;
  const torch = reduceOnPlateau(options);
  expect(torch([])).toBe(1);
  expect(torch([0.5, 0.5])).toBe(1);
  expect(torch([0.5, 0.5, 0.4])).toBe(0.5);
  expect(torch([0.5, 0.5, 0.6, 0.6])).toBe(1);
  const keras = reduceOnPlateau({ ...options, semantics: 'keras' });
  expect(keras([0.5, 0.5])).toBe(0.5);
  expect(reduceOnPlateau({ ...options, minimum: 0.4 })(Array(20).fill(1))).toBe(0.4);
});

it('never takes NaN for better', () => {
  const plateau = reduceOnPlateau({ learningRate: 1, mode: 'min', factor: 0.5, patience: 0 });
  expect(plateau([Number.NaN, 1, 0.5])).toBe(0.5);
  const decide = earlyStoppingRule({ mode: 'min', patience: 2 });
  expect(decide([Number.NaN, 3, Number.NaN, 2])).toEqual({ stop: false, bestIndex: 3 });
  expect(decide([Number.NaN])).toEqual({ stop: false, bestIndex: undefined });
});

it('stops early at the first place that asks for it', () => {
  const decide = earlyStoppingRule({ mode: 'min', patience: 2, minDelta: 0.5 });
  expect(decide([])).toEqual({ stop: false, bestIndex: undefined });
  expect(decide([3, 2, 1.8, 1.6, 0])).toEqual({ stop: true, bestIndex: 1 });
});

it('refuses what it does not know', () => {
  expect(() => reduceOnPlateau({ learningRate: 1, mode: 'auto' as never })).toThrow('mode is "auto"');
  expect(() => reduceOnPlateau({ learningRate: 1, mode: 'min', minDelta: 0 } as never)).toThrow('unknown option');
  expect(() => reduceOnPlateau({ learningRate: 1, mode: 'min', factor: 2 })).toThrow('factor is 2');
  expect(() => earlyStoppingRule({ mode: 'best' as never })).toThrow('mode is "best"');
  expect(() => earlyStoppingRule({ mode: 'min', patience: 1.5 })).toThrow('patience is 1.5');
});
