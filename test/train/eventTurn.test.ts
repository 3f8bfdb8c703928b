import { expect, it } from 'vitest';
import { evaluate } from '../../src/train/evaluate.js';
import { fit } from '../../src/train/fit.js';
import { describeEachBackend } from '../helpers/backends.js';
import { bars, tinyUnet } from '../helpers/training.js';

/** Batches that are in memory, and never end. */
async function* endless() {
  for (;;) for await (const batch of bars(1).epoch(1)) yield batch;
}

describeEachBackend('the event loop has its turn, so that a timer can stop', () => {
  it('a training on data in memory that never ends', async () => {
    const signal = AbortSignal.timeout(300);
    const { stopped } = await fit(tinyUnet(), { epoch: endless }, { epochs: 1, signal });
    expect(stopped).toBe('aborted');
  });

  it('an evaluation of it', async () => {
    let steps = 0;
    const onStep = (): void => {
      steps++;
    };
    await evaluate(tinyUnet(), { epoch: endless }, { signal: AbortSignal.timeout(300), onStep });
    expect(steps).toBeGreaterThan(0);
  });
});
