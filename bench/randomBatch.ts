import { type Batch, random } from 'segkit';

/** Square colour pictures of noise with noise for masks, the same each time. */
export function randomBatch(batchSize: number, size: number): Batch {
  const draw = random('bench');
  const pixels = batchSize * size * size;
  return {
    ids: Array.from({ length: batchSize }, (_, i) => `picture ${i}`),
    x: { data: Float32Array.from({ length: pixels * 3 }, () => draw.uniform()), shape: [batchSize, size, size, 3] },
    y: { data: Int32Array.from({ length: pixels }, () => draw.integer(0, 2)), shape: [batchSize, size, size] },
  };
}
