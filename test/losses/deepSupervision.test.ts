import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { combine, crossEntropy, deepSupervision, diceLoss } from '../../src/losses/index.js';
import { describeEachBackend } from '../helpers/backends.js';
import { checkGradient } from '../helpers/gradients.js';
import { expectAllClose, expectNoLeak, randomTensor } from '../helpers/tensors.js';
import { makeTruth } from './describeLoss.js';

describeEachBackend('deepSupervision', () => {
  const outputs = (): tf.Tensor[] => [
    randomTensor([2, 8, 8, 3], 1, -2, 2),
    randomTensor([2, 4, 4, 3], 2, -2, 2),
    randomTensor([2, 2, 2, 3], 3, -2, 2),
  ];
  /** Of every block of pixels the one towards the lower right of its middle. */
  const coarse = (x: tf.Tensor, step: number): tf.Tensor => {
    const places = tf.range(step / 2, 8, step, 'int32');
    return tf.gather(tf.gather(x, places, 1), places, 2);
  };

  it('is the weighted sum over outputs, with truth and weights brought to their size', async () => {
    const yTrue = makeTruth('multiclass', [2, 8, 8, 3], 4);
    const weight = randomTensor([2, 8, 8], 5, 0, 2);
    const yPred = outputs();
    const plain = crossEntropy();
    const each = yPred.map((output, i) => {
      const [truth, map] = [yTrue, weight].map((x) => (i === 0 ? x : coarse(x, 2 ** i)));
      return plain(truth, output, map).dataSync()[0];
    });
    const value = (weights?: number[]): number => deepSupervision(plain, weights)(yTrue, yPred, weight).dataSync()[0];
    expect(value([1, 0.5, 2])).toBeCloseTo(each[0] + 0.5 * each[1] + 2 * each[2], 5);
    expect(value([1, 0, 0])).toBeCloseTo(each[0], 5);
    expect(value()).toBeCloseTo((4 * each[0] + 2 * each[1] + each[2]) / 7, 5);
    await expectNoLeak(() => deepSupervision(plain)(yTrue, yPred, weight).dispose());
    checkGradient((...x) => deepSupervision(plain)(yTrue, x, weight), yPred);
  });

  it('takes one output for the finest', () => {
    const yTrue = makeTruth('multiclass', [2, 8, 8, 3], 6);
    const [finest] = outputs();
    expectAllClose(deepSupervision(crossEntropy())(yTrue, finest), crossEntropy()(yTrue, finest));
  });

  it('samples masks of any ratio and keeps their labels', () => {
    const yTrue = tf.tensor3d([0, 1, 2, 0, 1, 2, 0], [1, 1, 7], 'int32');
    const output = randomTensor([1, 1, 3, 3], 7);
    const truth = tf.tensor3d([1, 0, 2], [1, 1, 3], 'int32'); // columns 1, 3 and 5: ⌊(i + ½)·7/3⌋
    expectAllClose(deepSupervision(crossEntropy(), [1])(yTrue, [output]), crossEntropy()(truth, output));
  });

  it('passes on name, task and epoch', () => {
    const loss = deepSupervision(combine([[(epoch) => epoch, diceLoss()]]));
    expect([loss.lossName, loss.name, loss.task, loss.fromLogits]).toEqual([
      'deepSupervision',
      'deepSupervision',
      'binary',
      true,
    ]);
    const yTrue = makeTruth('binary', [2, 8, 8, 1], 8);
    const yPred = [randomTensor([2, 8, 8, 1], 9)];
    const [first, third] = [loss, loss.atEpoch(3)].map((at) => at(yTrue, yPred).dataSync()[0]);
    expect(third).toBeCloseTo(3 * first, 5);
  });

  it('says what is wrong', () => {
    const yTrue = makeTruth('multiclass', [2, 8, 8, 3], 10);
    const loss = deepSupervision(crossEntropy(), [1, 0.5]);
    expect(() => loss(yTrue, outputs())).toThrow(
      'deepSupervision: there are 2 weights for 3 outputs. Give one an output',
    );
    expect(() => loss(yTrue, [tf.zeros([2, 8, 8, 3]), tf.zeros([2, 16, 16, 3])])).toThrow(
      'deepSupervision: an output is 2×16×16×3, larger than the truth 2×8×8. Outputs may be as large as the truth',
    );
    expect(() => deepSupervision(diceLoss(), [])).toThrow('deepSupervision: weights is []. Give an array of numbers');
  });
});
