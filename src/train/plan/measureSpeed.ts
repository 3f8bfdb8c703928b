import type { Batch } from '../../data/batch.js';
import { multiplyAdds } from '../../models/multiplyAdds.js';
import { unet } from '../../models/unet.js';
import { fit } from '../fit.js';

/**
 * How fast this machine trains on the backend that is in use: multiply-adds of the forward pass a second, with the time of
 * backward pass and optimizer. It trains a tiny U-Net for a few steps, and a larger one where that was quick.
 */
export async function measureSpeed(): Promise<number> {
  const tiny = await timeSteps(32, 4);
  return tiny.milliseconds > 100 ? tiny.speed : (await timeSteps(96, 16)).speed;
}

async function timeSteps(side: number, filters: number): Promise<{ milliseconds: number; speed: number }> {
  const shape = [side, side, 3] as const;
  const batchSize = 4;
  const model = unet({ inputShape: shape, depth: 3, filters, seed: 0 });
  const times: number[] = [];
  const source = {
    async *epoch() {
      for (let i = 0; i < 4; i++) yield syntheticBatch(batchSize, shape);
    },
  };
  await fit(model, source, {
    epochs: 1,
    callbacks: [(event) => void (event.type === 'step' && times.push(event.milliseconds))],
  });
  const cost = batchSize * multiplyAdds(model, [shape]);
  model.dispose();
  // The first step compiles and allocates.
  const milliseconds = Math.min(...times.slice(1));
  return { milliseconds, speed: (cost / milliseconds) * 1000 };
}

function syntheticBatch(count: number, shape: readonly [number, number, number]): Batch {
  const pixels = count * shape[0] * shape[1];
  return {
    ids: Array.from({ length: count }, (_, i) => `${i}`),
    x: { data: Float32Array.from({ length: pixels * shape[2] }, (_, i) => (i % 7) / 7), shape: [count, ...shape] },
    y: { data: Int32Array.from({ length: pixels }, (_, i) => (i >> 4) & 1), shape: [count, shape[0], shape[1]] },
  };
}
