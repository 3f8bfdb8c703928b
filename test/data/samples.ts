import { arrayDataset, type Dataset, type DatasetInfo } from '../../src/data/dataset.js';
import type { Sample } from '../../src/data/sample.js';
import { labelCodedSample } from '../augment/samples.js';

/** A sample whose picture is filled with one value and whose mask with another. */
export function plainSample(id: string, options: { value?: number; label?: number; size?: number } = {}): Sample {
  const { value = 0, label = 0, size = 2 } = options;
  return {
    id,
    image: { data: new Uint8Array(size * size * 3).fill(value), width: size, height: size, channels: 3 },
    mask: { data: new Uint8Array(size * size).fill(label), width: size, height: size },
    meta: {},
  };
}

/** A data set of plain samples; the picture of sample i is filled with i. */
export function plainDataset(ids: readonly string[] | number, info: DatasetInfo = {}): Dataset {
  const names = typeof ids === 'number' ? Array.from({ length: ids }, (_, i) => `s${i}`) : ids;
  return arrayDataset(
    names.map((id, i) => plainSample(id, { value: i % 256, label: i % 2 })),
    info,
  );
}

/** A data set that takes its time, more for some samples than for others. */
export function slowDataset(
  length: number,
): Dataset & { readonly counts: { running: number; most: number; read: number } } {
  const counts = { running: 0, most: 0, read: 0 };
  const inner = arrayDataset(Array.from({ length }, (_, seed) => labelCodedSample(12, 10, { seed })));
  return {
    ...inner,
    counts,
    sample: async (index) => {
      counts.read++;
      counts.most = Math.max(counts.most, ++counts.running);
      await new Promise((resolve) => setTimeout(resolve, (index * 7) % 4));
      counts.running--;
      return inner.sample(index);
    },
  };
}
