import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { OptionError } from '../../../src/core/errors.js';
import { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from '../../../src/train/clip.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { expectAllClose, expectNoLeak } from '../../helpers/tensors.js';

const gradients = () => ({ kernel: tf.tensor1d([3, 0]), bias: tf.tensor1d([-4]) });
const flat = (clipped: Record<string, tf.Tensor>): number[] => Object.values(clipped).flatMap((g) => [...g.dataSync()]);

describeEachBackend('clipping', () => {
  it('has the norm that one computes by hand', async () => {
    const given = gradients();
    expect(await globalNorm(given)).toBeCloseTo(5, 6);
    expect(await globalNorm({})).toBe(0);
    tf.dispose(given);
  });

  it('clips by the norm of all, of each, and by value, to hand-computed values', () => {
    tf.tidy(() => {
      expectAllClose(flat(clipByGlobalNorm(gradients(), 2.5)), [1.5, 0, -2]);
      expectAllClose(flat(clipByGlobalNorm(gradients(), 2.5, { norm: 5 })), [1.5, 0, -2]);
      expectAllClose(flat(clipByGlobalNorm(gradients(), 5)), [3, 0, -4]);
      expectAllClose(flat(clipByNorm(gradients(), 3.5)), [3, 0, -3.5]);
      expectAllClose(flat(clipByValue(gradients(), 3.5)), [3, 0, -3.5]);
      const tiny = { kernel: tf.tensor1d([3e-6]) };
      expectAllClose(flat(clipByGlobalNorm(tiny, 1e-6)), [1e-6], { rtol: 1e-5, atol: 0 });
      for (const option of [{}, { norm: 3e-6 }]) {
        const torch = flat(clipByGlobalNorm(tiny, 1e-6, { form: 'torch', ...option }));
        expectAllClose(torch, [0.75e-6], { rtol: 1e-5, atol: 0 });
      }
    });
  });

  it('leaves what it takes alone, and what it gives is new', async () => {
    const given = gradients();
    for (const clip of [clipByGlobalNorm, clipByNorm, clipByValue]) {
      for (const limit of [1, 100]) await expectNoLeak(() => tf.dispose(clip(given, limit)));
    }
    await expectNoLeak(() => tf.dispose(clipByGlobalNorm(given, 100, { norm: 5 })));
    expect(flat(given)).toEqual([3, 0, -4]);
    tf.dispose(given);
  });

  it('refuses limits that are not above 0', () => {
    for (const clip of [clipByGlobalNorm, clipByNorm, clipByValue]) {
      for (const limit of [0, -1, Number.NaN]) expect(() => clip({}, limit)).toThrow(OptionError);
    }
    expect(() => clipByGlobalNorm({}, 1, { form: 'keras' as never })).toThrow('form is "keras"');
    expect(() => clipByGlobalNorm({}, 1, { eps: 1 } as never)).toThrow('unknown option "eps"');
  });
});
