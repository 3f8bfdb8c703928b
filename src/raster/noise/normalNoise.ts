import { normalQuantiles } from './normalValues.js';
import { randomWords } from './randomWords.js';

/** Normally distributed numbers, one block after the other. */
export type NormalNoise = (values: Float32Array) => void;

/**
 * A stream of normally distributed numbers that depends on its key alone, made for millions of them: each takes 16 random
 * bits. Blocks must have a multiple of eight numbers.
 */
export function normalNoise(sigma: number, ...key: (string | number)[]): NormalNoise {
  const next = randomWords(...key);
  const table = normalQuantiles().map((quantile) => quantile * sigma);
  return (values) => {
    const words = new Uint32Array(values.length / 2);
    next(words);
    for (let i = 0; i < words.length; i++) {
      values[2 * i] = table[words[i] & 0xffff];
      values[2 * i + 1] = table[words[i] >>> 16];
    }
  };
}
