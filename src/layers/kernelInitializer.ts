import * as layers from '@tensorflow/tfjs-layers';
import { random } from '../core/random.js';

/**
 * How first weights are spread, uniformly: `he` in ±√(6 / fanIn), for what a ReLU or its kin follows, `glorot` in
 * ±√(6 / (fanIn + fanOut)), for linear outputs.
 *
 * @see He et al., Delving Deep into Rectifiers, 2015
 * @see Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010
 */
export type Initializer = 'he' | 'glorot';

/** All initializers, for validation. */
export const initializers: readonly Initializer[] = ['he', 'glorot'];

/** The initializer of a kernel, with a seed of its own for each layer name. */
export function kernelInitializer(options: {
  readonly initializer: Initializer;
  readonly seed: number | undefined;
  readonly name: string | undefined;
}): ReturnType<typeof layers.initializers.varianceScaling> {
  const { initializer, seed, name = '' } = options;
  return layers.initializers.varianceScaling({
    scale: initializer === 'he' ? 2 : 1,
    mode: initializer === 'he' ? 'fanIn' : 'fanAvg',
    distribution: 'uniform',
    seed: seed === undefined ? undefined : random(seed, 'kernel', name).integer(0, 2 ** 31),
  });
}
