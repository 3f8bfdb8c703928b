import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { SegDropout } from '../../../src/layers/classes/segDropout.js';
import { drawDropoutAt } from '../../../src/layers/dropoutPlace.js';
import { describeEachBackend } from '../../helpers/backends.js';
import { checkGradient } from '../../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../../helpers/tensors.js';

const run = (layer: SegDropout, x: tf.Tensor, training = true): tf.Tensor => layer.apply(x, { training }) as tf.Tensor;

describeEachBackend('SegDropout', () => {
  it('drops single numbers of any tensor, and enlarges the others to make up for it', () => {
    tf.tidy(() => {
      for (const shape of [
        [8, 200],
        [8, 5, 5, 8],
      ]) {
        const values = run(new SegDropout({ rate: 0.75, seed: 3 }), tf.ones(shape)).dataSync();
        expect(new Set(values)).toEqual(new Set([0, 4]));
        const kept = values.filter((value) => value > 0).length / values.length;
        expect(kept).toBeGreaterThan(0.2);
        expect(kept).toBeLessThan(0.3);
      }
    });
  });

  it('draws anew in each call, and in a training by step and picture', () => {
    tf.tidy(() => {
      const layer = new SegDropout({ rate: 0.5, seed: 1, name: 'a' });
      const x = tf.ones([4, 16]);
      expect([...run(layer, x).dataSync()]).not.toEqual([...run(layer, x).dataSync()]);
      const draw = (step: number, firstPicture: number, count: number): number[] =>
        drawDropoutAt({ step, firstPicture }, () => [...run(layer, tf.ones([count, 16])).dataSync()]);
      expect([...draw(5, 0, 1), ...draw(5, 1, 3)]).toEqual(draw(5, 0, 4));
      expect(draw(6, 0, 4)).not.toEqual(draw(5, 0, 4));
    });
  });

  it('does nothing outside of training', () => {
    tf.tidy(() => {
      const x = randomTensor([2, 8]);
      expectAllClose(run(new SegDropout({ rate: 0.5 }), x, false), x);
    });
  });

  it('has the right gradient, and leaves nothing behind', async () => {
    const x = randomTensor([2, 3, 4]);
    tf.tidy(() => {
      const place = { step: 1, firstPicture: 0 };
      const layer = new SegDropout({ rate: 0.5, seed: 1, name: 'd' });
      checkGradient((each) => drawDropoutAt(place, () => run(layer, each)), [x]);
    });
    const layer = new SegDropout({ rate: 0.5, seed: 1 });
    await expectNoLeak(() => run(layer, x).dispose());
    x.dispose();
  });

  it('is made again from its config, and refuses a rate that drops all', () => {
    const config = new SegDropout({ rate: 0.5, seed: 2, name: 'a' }).getConfig();
    expect(new SegDropout(config as unknown as { rate: number }).getConfig()).toEqual(config);
    expect(() => new SegDropout({ rate: 1 })).toThrow('SegDropout: rate is 1.');
  });
});
