import { random } from '../../../src/core/random.js';
import type { Batch, BatchSource } from '../../../src/data/batch.js';

/** Options of {@link discs}. */
export interface DiscsOptions {
  readonly size?: number;
  readonly channels?: number;
  /** Labels from 0 up to, not including, this. */
  readonly classes?: number;
  /** Whether pixels weigh differently. */
  readonly weighted?: boolean;
}

/** Batches of so many pictures each: noise with a bright disc, and the disc as the mask. */
export function discs(pictures: readonly number[], options: DiscsOptions = {}): BatchSource {
  const batches = pictures.map((count, n) => discBatch(n, count, options));
  return {
    length: batches.length,
    async *epoch() {
      yield* batches;
    },
  };
}

function discBatch(n: number, count: number, options: DiscsOptions): Batch {
  const { size = 16, channels = 1, classes = 2, weighted = false } = options;
  const draw = random('discs', n);
  const pixels = count * size * size;
  const x = new Float32Array(pixels * channels);
  const y = new Int32Array(pixels);
  for (let picture = 0; picture < count; picture++) {
    const [row, column] = [draw.uniform(0.2, 0.8) * size, draw.uniform(0.2, 0.8) * size];
    const radius = draw.uniform(0.15, 0.35) * size;
    const label = draw.integer(1, classes);
    for (let i = 0; i < size * size; i++) {
      const isInside = Math.hypot(Math.floor(i / size) - row, (i % size) - column) < radius;
      const at = picture * size * size + i;
      if (isInside) y[at] = label;
      for (let c = 0; c < channels; c++) x[at * channels + c] = (isInside ? 0.7 : 0.3) + draw.uniform(-0.1, 0.1);
    }
  }
  const weight = Float32Array.from({ length: pixels }, () => draw.uniform(0, 2));
  return {
    ids: Array.from({ length: count }, (_, picture) => `${n}/${picture}`),
    x: { data: x, shape: [count, size, size, channels] },
    y: { data: y, shape: [count, size, size] },
    ...(weighted && { weight: { data: weight, shape: [count, size, size] } }),
  };
}
