import { describe, expect, it } from 'vitest';
import * as augment from '../../../src/augment/index.js';
import type { Sample } from '../../../src/data/sample.js';
import { labelCodedSample, randomSample } from '../samples.js';

const { applyTransform, drawParams, policyOperations } = augment;

const sample: Sample = labelCodedSample(100, 50);

/** What a policy draws of one operation over many epochs: its least and its greatest strength. */
function endsOf(policy: augment.Transform<augment.PolicyParams>): [number, number] {
  const amounts = Array.from({ length: 800 }, (_, epoch) => drawParams(policy, sample, { epoch }).operations[0].amount);
  return [Math.min(...amounts), Math.max(...amounts)];
}

const near = ([low, high]: [number, number], expected: readonly [number, number]): void => {
  expect(low).toBeCloseTo(expected[0], 6);
  expect(high).toBeCloseTo(expected[1], 6);
};

describe('trivialAugment', () => {
  it('draws every operation as often, with the strengths of its paper', () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 2800; epoch++) {
      const { operations } = drawParams(augment.trivialAugment(), sample, { epoch });
      expect(operations.length).toBe(1);
      counts.set(operations[0].operation, (counts.get(operations[0].operation) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([...policyOperations].sort());
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(75);

    const ends: Readonly<Record<augment.PolicyOperation, readonly [number, number]>> = {
      identity: [0, 0],
      shearX: [-0.99, 0.99],
      shearY: [-0.99, 0.99],
      translateX: [-32, 32],
      translateY: [-32, 32],
      rotate: [-135, 135],
      brightness: [-0.99, 0.99],
      color: [-0.99, 0.99],
      contrast: [-0.99, 0.99],
      sharpness: [-0.99, 0.99],
      posterize: [2, 8],
      solarize: [0, 1],
      autoContrast: [0, 0],
      equalize: [0, 0],
    };
    for (const operation of policyOperations)
      near(endsOf(augment.trivialAugment({ operations: [operation] })), ends[operation]);
  });
});

describe('randAugment', () => {
  it('has the strengths of its paper at its greatest magnitude, and parts of them below', () => {
    const at = (operation: augment.PolicyOperation, magnitude: number): [number, number] =>
      endsOf(augment.randAugment({ count: 1, magnitude, operations: [operation] }));
    near(at('shearX', 30), [-0.3, 0.3]);
    near(at('translateX', 30), [(-150 / 331) * 100, (150 / 331) * 100]);
    near(at('translateY', 30), [(-150 / 331) * 50, (150 / 331) * 50]);
    near(at('rotate', 30), [-30, 30]);
    near(at('rotate', 9), [-9, 9]);
    near(at('color', 30), [-0.9, 0.9]);
    near(at('posterize', 30), [4, 4]);
    near(at('posterize', 9), [7, 7]); // 8 − round(1.2)
    near(at('solarize', 30), [0, 0]);
    near(at('solarize', 9), [0.7, 0.7]);
  });

  it('does as many as asked for, each drawn by itself', () => {
    const { operations } = drawParams(augment.randAugment({ count: 5 }), sample);
    expect(operations.length).toBe(5);
    const pairs = Array.from({ length: 300 }, (_, epoch) =>
      drawParams(augment.randAugment(), sample, { epoch }).operations.map(({ operation }) => operation),
    );
    expect(pairs.some(([a, b]) => a === b)).toBe(true);
    expect(new Set(pairs.map(String)).size).toBeGreaterThan(100);
    const first = (count: number): unknown =>
      drawParams(augment.randAugment({ count }), sample, { epoch: 3 }).operations[0];
    expect(first(4)).toEqual(first(2));
    expect(applyTransform(augment.randAugment({ count: 0 }), sample)).toBe(sample);
  });
});

describe('the operations of policies', () => {
  const one = (operation: augment.PolicyOperation, given: Sample, epoch: number): [Sample, number] => {
    const policy = augment.trivialAugment({ operations: [operation] });
    const key = { epoch, ignoreIndex: 255 };
    return [applyTransform(policy, given, key), drawParams(policy, given, key).operations[0].amount];
  };
  const with_ = (transform: augment.Transform, given: Sample): Sample =>
    applyTransform(transform, given, { ignoreIndex: 255 });
  const degrees = (slope: number): number => (Math.atan(slope) * 180) / Math.PI;

  it('do what they are named after, masks along', () => {
    const same: Partial<Record<augment.PolicyOperation, (amount: number) => augment.Transform>> = {
      shearX: (amount) => augment.affine({ shear: { x: [degrees(amount), degrees(amount)], y: 0 } }),
      shearY: (amount) => augment.affine({ shear: { x: 0, y: [degrees(amount), degrees(amount)] } }),
      translateX: (amount) => augment.affine({ translate: { x: [amount / 100, amount / 100], y: 0 } }),
      translateY: (amount) => augment.affine({ translate: { x: 0, y: [amount / 50, amount / 50] } }),
      rotate: (amount) => augment.affine({ rotate: [amount, amount] }),
      brightness: (amount) => augment.enhance({ kind: 'brightness', factor: 1 + amount }),
      color: (amount) => augment.enhance({ kind: 'color', factor: 1 + amount }),
      contrast: (amount) => augment.enhance({ kind: 'contrast', factor: 1 + amount }),
      sharpness: (amount) => augment.enhance({ kind: 'sharpness', factor: 1 + amount }),
      posterize: (amount) => augment.posterize({ bits: amount }),
      solarize: (amount) => augment.solarize({ threshold: amount }),
      autoContrast: () => augment.autoContrast(),
      equalize: () => augment.equalize({ method: 'pillow' }),
      identity: () => augment.compose([]),
    };
    for (const operation of policyOperations) {
      for (let epoch = 0; epoch < 4; epoch++) {
        const [result, amount] = one(operation, sample, epoch);
        expect(result, `${operation} ${amount}`).toEqual(with_(same[operation]!(amount), sample));
      }
    }
    const [turned] = one('rotate', sample, 1);
    expect(turned.mask?.data.includes(255)).toBe(true);
  });

  it('work on pictures of any channels and number types', () => {
    for (const channels of [1, 2, 3, 5]) {
      for (const operation of policyOperations) {
        const [result] = one(operation, labelCodedSample(20, 12, { channels }), 2);
        expect(result.image.channels).toBe(channels);
        expect(result.image.data.length).toBe(20 * 12 * channels);
      }
    }
    for (const kind of ['uint16', 'float32'] as const) {
      for (const operation of policyOperations) {
        const [result] = one(operation, randomSample(9, 8, kind), 5);
        const most = kind === 'float32' ? 1 : 65535;
        for (const value of result.image.data) if (value < 0 || value > most) throw new Error(`${operation}: ${value}`);
      }
    }
  });

  it('can be chosen, and are checked', () => {
    expect(() => augment.trivialAugment({ operations: [] })).toThrow('trivialAugment: operations is empty.');
    expect(() => augment.trivialAugment({ operations: ['cutout' as never] })).toThrow(
      'operations is "cutout". Use one of',
    );
    expect(() => augment.randAugment({ magnitude: 31 })).toThrow('randAugment: magnitude is 31.');
    expect(() => augment.randAugment({ count: 1.5 })).toThrow('randAugment: count is 1.5.');
    expect(() => augment.randAugment({ n: 2 } as object)).toThrow('randAugment: unknown option "n".');
    expect(augment.describe(augment.randAugment({ operations: ['rotate'] }))).toBe(
      'randAugment: count 2, magnitude 9, operations [rotate]',
    );
  });
});
