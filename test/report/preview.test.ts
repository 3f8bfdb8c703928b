import { expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import type { Sample } from '../../src/data/sample.js';
import { contactSheet } from '../../src/report/grid.js';
import { preview } from '../../src/report/preview.js';

const sample = (id: string, label = 1): Sample => ({
  id,
  image: { data: Uint8Array.from({ length: 32 * 32 }, (_, i) => i % 251), width: 32, height: 32, channels: 1 },
  mask: { data: new Uint8Array(32 * 32).fill(label, 0, 400), width: 32, height: 32 },
  meta: {},
});

it('shows the sample and what becomes of it in the first epochs', () => {
  const flip = augment.d4();
  const options = { cell: 32, columns: 2 } as const;
  const results = [1, 2, 3].map((epoch) => augment.applyTransform(flip, sample('a'), { seed: 5, epoch }));
  const rows = [sample('a'), ...results].map(({ image, mask }, i) => ({
    id: i === 0 ? 'a' : `epoch ${i}`,
    image,
    truth: mask as { data: Uint8Array; width: number; height: number },
  }));
  expect(preview(flip, sample('a'), { ...options, count: 3, seed: 5 })).toEqual(contactSheet(rows, options));
});

it('mixes with the partners that it is given, and shows soft masks', () => {
  const mix = augment.mixUp({ probability: 1 });
  const options = { cell: 32, captions: 'none', partners: [sample('b', 2)], count: 1 } as const;
  const sheet = preview(mix, sample('a'), { ...options, task: 'multiclass', classes: 3 });
  const other = preview(augment.cutMix({ probability: 0 }), sample('a'), options);
  expect([sheet.width, sheet.height]).toEqual([other.width, other.height]);
  expect(sheet).not.toEqual(other);
  expect(() => preview(mix, sample('a'))).toThrow('preview: mixUp mixes samples. Give some others as partners.');
  expect(() => preview(mix, sample('a'), { rows: 3 } as object)).toThrow('preview: unknown option "rows"');
});

it('shows the strongest of K channels, nothing where there is none, and grey where nothing counts', () => {
  const mask = { data: Uint8Array.of(0, 0, 1, 0, 0, 1, 255, 255), width: 4, height: 1, channels: 2 };
  const many: Sample = {
    id: 'm',
    image: { data: new Uint8Array(4), width: 4, height: 1, channels: 1 },
    mask,
    meta: {},
  };
  const flat: Sample = { ...many, mask: { data: Uint8Array.of(0, 1, 2, 255), width: 4, height: 1 } };
  const show = (any: Sample): unknown => preview(augment.compose([]), any, { count: 1, cell: 32, ignoreIndex: 255 });
  expect(show(many)).toEqual(show(flat));
});
