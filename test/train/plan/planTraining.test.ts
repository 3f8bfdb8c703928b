import { beforeAll, describe, expect, it } from 'vitest';
import { transformFromJson } from '../../../src/augment/index.js';
import { OptionError } from '../../../src/core/errors.js';
import { arrayDataset } from '../../../src/data/dataset.js';
import type { Fingerprint } from '../../../src/data/fingerprint.js';
import { unet } from '../../../src/models/index.js';
import { estimateMemory, planTraining } from '../../../src/train/index.js';
import { decide } from '../../../src/train/plan/planTraining.js';
import { switchBackend } from '../../helpers/backends.js';

const nuclei: Fingerprint = {
  count: 288,
  sampled: 200,
  width: 256,
  height: 256,
  channels: 3,
  foreground: 0.15,
  verticalAsymmetry: 1.2,
  horizontalAsymmetry: 1.3,
};
const binary = { task: 'binary', classes: 1 } as const;
const roomy = { memory: 16 * 2 ** 30, minutes: 15, speed: 1e13 };

describe('planTraining', () => {
  beforeAll(() => switchBackend('wasm'));

  it('takes the median size and most filters where there is time and memory', () => {
    const plan = decide(nuclei, binary, roomy);
    expect(plan).toMatchObject({ size: { width: 256, height: 256 }, depth: 6, batchSize: 8, epochs: 200 });
    expect(plan.filters).toEqual([32, 64, 128, 256, 512, 512, 512]);
    expect(plan.why).toHaveLength(7);
  });

  it('gives up filters, then size, with less time, and never takes longer', () => {
    const costs: number[] = [];
    for (const speed of [1e13, 1e11, 3e10, 1e10, 1e9, 1e8]) {
      const { size, filters, depth, epochs, minutes } = decide(nuclei, binary, { ...roomy, speed });
      expect(size.width % 2 ** depth).toBe(0);
      expect(filters).toHaveLength(depth + 1);
      expect(epochs === 1 || minutes <= 15).toBe(true);
      costs.push(size.width * size.height * filters[0]);
    }
    expect(costs).toEqual(costs.toSorted((a, b) => b - a));
    expect(new Set(costs).size).toBeGreaterThan(3);
  });

  it('fits what it proposes into the memory, by estimateMemory', () => {
    const memory = 500 * 2 ** 20;
    const plan = decide({ ...nuclei, width: 1918, height: 1280 }, binary, { ...roomy, memory });
    const { size, depth, filters, batchSize } = plan;
    const model = unet({ inputShape: [size.height, size.width, 3], depth, filters });
    const { total } = estimateMemory(model, { batchSize });
    expect(plan.memory / total).toBeCloseTo(1, 2);
    expect(total).toBeLessThanOrEqual(memory);
    expect(size.width / size.height).toBeCloseTo(1.5, 0);
    expect(() => decide(nuclei, binary, { ...roomy, memory: 2 ** 20 })).toThrow(OptionError);
    expect(() => decide(nuclei, binary, { ...roomy, memory: 2 ** 20 })).toThrow('the smallest network needs');
  });

  it('keeps batches small where there are few pictures', () => {
    expect(decide({ ...nuclei, count: 60 }, binary, roomy).batchSize).toBe(3);
    expect(decide({ ...nuclei, count: 5 }, binary, roomy).batchSize).toBe(2);
  });

  it('turns pictures in the ways that leave masks plausible', () => {
    const names = (found: Partial<Fingerprint>): unknown[] => {
      const plan = decide({ ...nuclei, ...found }, binary, roomy);
      const { transforms } = transformFromJson(plan.augment).options as { transforms: { name: string }[] };
      return transforms.map(({ name }) => name);
    };
    expect(names({})).toEqual(['d4', 'brightnessContrast']);
    expect(names({ verticalAsymmetry: 70 })).toEqual(['horizontalFlip', 'brightnessContrast']);
    expect(names({ verticalAsymmetry: 70, horizontalAsymmetry: 200 })).toEqual(['brightnessContrast']);
  });

  it('plans for a data set on this machine', async () => {
    const image = { data: new Uint8Array(64 * 48).fill(9), width: 64, height: 48, channels: 1 };
    const mask = { data: new Uint8Array(64 * 48).fill(1, 0, 768), width: 64, height: 48 };
    const samples = Array.from({ length: 40 }, (_, i) => ({ id: `${i}`, image, mask, meta: {} }));
    const plan = await planTraining(arrayDataset(samples), { memory: 2 ** 30, minutes: 0.2 });
    expect(plan.fingerprint).toMatchObject({ count: 40, width: 64, height: 48, channels: 1, foreground: 0.25 });
    expect(plan.epochs).toBeGreaterThanOrEqual(1);
    await expect(planTraining(arrayDataset(samples), { memory: 0 })).rejects.toThrow('memory');
  });
});
