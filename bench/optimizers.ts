/**
 * One step of each optimizer over 2 million parameters in 24 weights, as a U-Net has them: the median of 31, and how many
 * times a plain sum of two tensors of all the weights takes (read two, write one: the floor of a pass over memory).
 * Rounds are interleaved, so that noise meets all alike.
 *
 * `npx tsx bench/optimizers.ts [backend]`
 */
import * as tf from '@tensorflow/tfjs-core';
import {
  adam,
  adamW,
  clipByGlobalNorm,
  clipByValue,
  exponentialMovingAverage,
  globalNorm,
  lion,
  type NamedVariable,
  type Optimizer,
  rmsprop,
  sgd,
} from 'segkit';
import { type NodeBackendName, useBackend } from 'segkit/node';

const rounds = 31;
const [backend = 'wasm'] = process.argv.slice(2) as NodeBackendName[];
await useBackend(backend);

// Kernels that double towards the bottom, and a bias beside each: 2.0 million values.
const kernels = [16, 32, 64, 128, 192, 224, 224, 192, 128, 64, 32, 16].map((width) => [3, 3, width, width]);
const weights: NamedVariable[] = kernels.flatMap((shape, i) => [
  { name: `conv${i}/kernel`, variable: tf.variable(tf.randomUniform(shape, -1, 1, 'float32', i)) },
  { name: `conv${i}/bias`, variable: tf.variable(tf.zeros([shape[3]])) },
]);
const gradients = Object.fromEntries(
  weights.map(({ name, variable }, i) => [name, tf.randomUniform(variable.shape, -1, 1, 'float32', 100 + i)]),
);
const size = weights.reduce((sum, { variable }) => sum + variable.size, 0);

const stepOf = (optimizer: Optimizer) => (): void => optimizer.apply(weights, gradients);
const [one, other] = [tf.ones([size]), tf.ones([size])];
const average = exponentialMovingAverage(weights);
const kernel = tf.getKernel('SegAdam', backend);

/** The same with the fused kernel out of reach. */
function withoutKernel(run: () => void): () => void {
  return () => {
    if (kernel) tf.unregisterKernel('SegAdam', backend);
    try {
      run();
    } finally {
      tf.unregisterKernel('SegAdam', backend);
      if (kernel) tf.registerKernel(kernel);
    }
  };
}

const cases: Readonly<Record<string, () => void | Promise<void>>> = {
  'sum of two tensors': () => tf.dispose(tf.add(one, other)),
  sgd: stepOf(sgd()),
  'sgd, momentum': stepOf(sgd({ momentum: 0.9 })),
  'sgd, Nesterov, decay': stepOf(sgd({ momentum: 0.9, nesterov: true, weightDecay: 1e-4 })),
  'adam, fused': stepOf(adam()),
  'adam, tfjs ops': withoutKernel(stepOf(adam())),
  'adamW, fused': stepOf(adamW()),
  'adam, amsgrad': stepOf(adam({ amsgrad: true })),
  rmsprop: stepOf(rmsprop()),
  lion: stepOf(lion()),
  'tf.train.adam': (() => {
    const optimizer = tf.train.adam();
    const byPosition = weights.map(({ name, variable }) => ({ name: variable.name, tensor: gradients[name] }));
    return () => optimizer.applyGradients(byPosition);
  })(),
  globalNorm: async () => {
    await globalNorm(gradients);
  },
  clipByGlobalNorm: () => tf.dispose(clipByGlobalNorm(gradients, 1)),
  clipByValue: () => tf.dispose(clipByValue(gradients, 0.5)),
  'weight average': () => average.update(weights),
};

const times = new Map(Object.keys(cases).map((name) => [name, [] as number[]]));
for (let round = -3; round < rounds; round++) {
  for (const [name, run] of Object.entries(cases)) {
    const start = performance.now();
    await run();
    // On a GPU, a step is over when its result can be read.
    await weights.at(-1)!.variable.data();
    if (round >= 0) times.get(name)!.push(performance.now() - start);
  }
}
const median = (name: string): number => times.get(name)!.sort((a, b) => a - b)[rounds >> 1];
const floor = median('sum of two tensors');
console.log(`optimizers ${backend}: ${size.toLocaleString('en')} parameters in ${weights.length} weights`);
for (const name of times.keys()) {
  console.log(`${name.padEnd(22)} ${median(name).toFixed(2).padStart(7)} ms  ${(median(name) / floor).toFixed(1)}×`);
}
console.log(`adam, tfjs ops / fused: ${(median('adam, tfjs ops') / median('adam, fused')).toFixed(1)}`);
console.log(`tf.train.adam / adam, fused: ${(median('tf.train.adam') / median('adam, fused')).toFixed(1)}`);
