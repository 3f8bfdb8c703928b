import { hashParts } from './hash.js';

/** One part of a key: the seed, an epoch, a sample's id, the path of a transform. */
export type KeyPart = string | number;

/** A stream of random numbers that depends on its key alone. */
export interface Random {
  /** A number from `[low, high)`, by default `[0, 1)`, with 32 random bits. */
  uniform(low?: number, high?: number): number;
  /** A whole number from `[low, high)`. */
  integer(low: number, high: number): number;
  /** A normally distributed number (Box–Muller). */
  normal(mean?: number, standardDeviation?: number): number;
  /** `true` with the given probability. */
  chance(probability: number): boolean;
  /** One of the given values, each equally likely. */
  choice<T>(values: readonly T[]): T;
  /** The numbers 0 … n−1 in random order (Fisher–Yates). */
  permutation(n: number): Int32Array;
  /** A stream of its own for a part of the work. Drawing from it does not move this one, nor the other way round. */
  key(...parts: KeyPart[]): Random;
}

/**
 * A random stream keyed by its parts: the same parts give the same numbers, whatever was drawn elsewhere, before, or
 * in another thread. This is what makes a result independent of the number of workers.
 *
 * Parts are hashed with FNV-1a and mixed by MurmurHash3's finalizer into the 128-bit state of `sfc32`
 * (Doty-Humphrey, PractRand), which gives the numbers. Numbers and strings never collide: `1` and `'1'` are two keys.
 *
 * @example
 * ```ts
 * import { random } from 'segkit';
 *
 * const draw = random(42, 'epoch', 3, 'car_07');
 * console.log(draw.uniform() === random(42, 'epoch', 3, 'car_07').uniform()); // true
 * ```
 */
export function random(...parts: KeyPart[]): Random {
  const state = hashParts(parts);
  let [a, b, c, d] = state;

  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next(); // the mixing rounds that sfc32's author asks for

  const uniform = (low = 0, high = 1): number => low + (next() / 4294967296) * (high - low);
  const integer = (low: number, high: number): number => low + Math.floor(uniform() * (high - low));
  return {
    uniform,
    integer,
    normal: (mean = 0, standardDeviation = 1) => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      return mean + standardDeviation * radius * Math.cos(2 * Math.PI * uniform());
    },
    chance: (probability) => uniform() < probability,
    choice: (values) => values[integer(0, values.length)],
    permutation: (n) => {
      const order = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = integer(0, i + 1);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
    key: (...more) => random(...parts, ...more),
  };
}
