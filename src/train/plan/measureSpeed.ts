import type { Batch } from '../../data/batch.js';
import { multiplyAdds } from '../../models/multiplyAdds.js';
import { unet } from '../../models/unet.js';
import { fit } from '../fit.js';

/**
 * How fast this machine trains on the backend that is in use: multiply-adds of the forward pass a second, backward pass and
 * optimizer included in the time. It trains a small U-Net for a few steps.
 */
export async function measureSpeed(): Promise<number> {
  const shape = [96, 96, 3] as const;
  const batchSize = 4;
  const model = unet({ inputShape: shape, depth: 3, filters: 16, seed: 0 });
  const pixels = batchSize * shape[0] * shape[1];
  const batch: Batch = {
    ids: Array.from({ length: batchSize }, (_, i) => `${i}`),
    x: { data: Float32Array.from({ length: pixels * shape[2] }, (_, i) => (i % 7) / 7), shape: [batchSize, ...shape] },
    y: { data: Int32Array.from({ length: pixels }, (_, i) => (i >> 4) & 1), shape: [batchSize, shape[0], shape[1]] },
  };
  const times: number[] = [];
  const source = {
    async *epoch() {
      for (let i = 0; i < 4; i++) yield batch;
    },
  };
  await fit(model, source, {
    epochs: 1,
    callbacks: [(event) => void (event.type === 'step' && times.push(event.milliseconds))],
  });
  const cost = batchSize * multiplyAdds(model, [shape]);
  model.dispose();
  // The first step compiles and allocates.
  const [best] = times.slice(1).sort((a, b) => a - b);
  return (cost / best) * 1000;
}
