import { DataError } from '../../../src/core/errors.js';
import { random } from '../../../src/core/random.js';
import { arrayDataset, type Dataset } from '../../../src/data/dataset.js';
import type { Sample } from '../../../src/data/sample.js';

/** What a data set of the tests is made by; plain data, so that it can be part of a recipe. */
export interface DrawnOptions {
  readonly length: number;
  readonly size?: number;
  /** Samples that cannot be read. */
  readonly broken?: readonly number[];
}

/** A data set that workers can make for themselves. */
export function drawnDataset(options: DrawnOptions): Dataset {
  const { length, size = 12, broken = [] } = options;
  const inner = arrayDataset(Array.from({ length }, (_, i) => drawnSample(`s${i}`, size)));
  return {
    ...inner,
    sample: async (index) => {
      if (broken.includes(index)) throw new DataError('the file is cut off.', { file: `s${index}.png` });
      return inner.sample(index);
    },
    recipe: { module: import.meta.url, name: 'drawnDataset', args: [options] },
  };
}

function drawnSample(id: string, size: number): Sample {
  const draw = random('drawn', id);
  const image = { data: new Uint8Array(size * size * 3), width: size, height: size, channels: 3 };
  const mask = { data: new Uint8Array(size * size), width: size, height: size };
  for (let i = 0; i < image.data.length; i++) image.data[i] = draw.integer(0, 256);
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = draw.integer(0, 2);
  return { id, image, mask, meta: {} };
}

/** Exports that recipes may name by mistake. */
export const notADataset = (): string => 'nothing';
export const notAFunction = 3;
