import { random } from '../core/random.js';
import { dropoutPlace } from './dropoutPlace.js';

/** What a layer that drops draws by. */
export interface DropoutDraw {
  /** The layer's name. */
  readonly name: string;
  readonly rate: number;
  readonly seed: number | undefined;
  /** Counts the calls of the layer, which stand for steps where no training says which step it is. */
  readonly nextCall: () => number;
}

/** Factors of `count` pictures with `each` numbers: 0 for what is dropped, 1 / (1 − rate) for what stays. */
export function drawDropout({ name, rate, seed, nextCall }: DropoutDraw, count: number, each: number): Float32Array {
  const { step, firstPicture } = dropoutPlace() ?? { step: nextCall(), firstPicture: 0 };
  const factors = new Float32Array(count * each);
  for (let n = 0; n < count; n++) {
    const draw = seed === undefined ? undefined : random(seed, 'dropout', name, step, firstPicture + n);
    const next = draw ? () => draw.uniform() : Math.random;
    for (let i = 0; i < each; i++) factors[n * each + i] = next() < rate ? 0 : 1 / (1 - rate);
  }
  return factors;
}
