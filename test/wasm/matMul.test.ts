import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, test } from 'vitest';
import { prepareWasm } from '../../src/wasm/index.js';
import { switchBackend } from '../helpers/backends.js';
import { expectAllClose, expectNoLeak } from '../helpers/tensors.js';
import { onBackend, values } from './onBackend.js';

interface Case {
  readonly batches: readonly [a: readonly number[], b: readonly number[]];
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly transposed: 'neither' | 'a' | 'b' | 'both';
}

function product({ batches, rows, columns, depth, transposed }: Case): tf.Tensor {
  const [transposeA, transposeB] = [
    ['a', 'both'],
    ['b', 'both'],
  ].map((names) => names.includes(transposed));
  const a = values([...batches[0], ...(transposeA ? [depth, rows] : [rows, depth])], 1);
  const b = values([...batches[1], ...(transposeB ? [columns, depth] : [depth, columns])], 2);
  return tf.matMul(a, b, transposeA, transposeB);
}

async function expectSameAsCpu(item: Case): Promise<void> {
  const [expected] = await onBackend('cpu', () => product(item));
  const [actual] = await onBackend('wasm', () => product(item));
  expectAllClose(actual.values, expected.values, { rtol: 0, atol: 1e-5, atolOfMax: 1e-5 });
}

describe.each(['simd', 'composed'] as const)('products of matrices on wasm (%s), against cpu', (kernels) => {
  beforeAll(async () => {
    await prepareWasm({ kernels });
  });

  const sizes = [
    [1, 1, 1],
    [4, 8, 3],
    [5, 9, 130],
    [130, 17, 300],
    [200, 40, 16],
  ] as const;
  const kinds = ['neither', 'a', 'b', 'both'] as const;
  const cases = sizes.flatMap(([rows, columns, depth]) =>
    kinds.flatMap((transposed) =>
      [
        [[], []],
        [[3], [3]],
        [
          [2, 2],
          [2, 2],
        ],
      ].map((batches): Case => ({ batches: batches as unknown as Case['batches'], rows, columns, depth, transposed })),
    ),
  );
  test.each(cases.map((item) => [JSON.stringify(item), item] as const))('%s', (_, item) => expectSameAsCpu(item));

  test('random shapes', async () => {
    const side = fc.integer({ min: 1, max: 40 });
    const any = fc.record({
      batches: fc.constantFrom<Case['batches']>([[], []], [[2], [2]]),
      rows: side,
      columns: side,
      depth: fc.integer({ min: 1, max: 200 }),
      transposed: fc.constantFrom(...kinds),
    });
    await fc.assert(fc.asyncProperty(any, expectSameAsCpu), { numRuns: 60 });
  });

  test('a batch of one stands for all', async () => {
    const item = { rows: 5, columns: 6, depth: 7 } as const;
    for (const transposed of kinds) {
      await expectSameAsCpu({ ...item, transposed, batches: [[1], [3]] });
      await expectSameAsCpu({ ...item, transposed, batches: [[3], [1]] });
    }
  });

  test('batches of one stand for all on both sides, which cpu has not right', async () => {
    await switchBackend('wasm');
    tf.tidy(() => {
      const [a, b] = [values([2, 1, 5, 7], 1), values([1, 3, 7, 6], 2)];
      const whole = tf.matMul(tf.broadcastTo(a, [2, 3, 5, 7]), tf.broadcastTo(b, [2, 3, 7, 6]));
      expectAllClose(tf.matMul(a, b), whole);
    });
  });

  test('leaves no tensor behind', async () => {
    await switchBackend('wasm');
    await expectNoLeak(() => tf.dispose(tf.tidy(() => product(cases[20]))));
  });
});
