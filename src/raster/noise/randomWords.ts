import { type KeyPart, random } from '../../core/random.js';

/** Streams that run side by side, so that four lanes of a SIMD register hold one each. */
const lanes = 4;

/** Random words of 32 bits, one block after the other. */
export type RandomWords = (words: Uint32Array) => void;

/** The state of four streams of `sfc32`, in the order a, b, c, d, each of the four lanes side by side. */
export function wordsState(...key: KeyPart[]): Int32Array {
  const state = new Int32Array(4 * lanes);
  const draw = random('words', ...key);
  for (let i = 0; i < state.length; i++) state[i] = draw.integer(0, 2 ** 32);
  return state;
}

/**
 * A stream of random words that depends on its key alone, made for millions of them: word i comes from stream `i mod 4`
 * of four streams of `sfc32` (Doty-Humphrey, PractRand). Blocks must have a multiple of four words.
 */
export function randomWords(...key: KeyPart[]): RandomWords {
  const state = wordsState(...key);
  return (words) => fillWords(state, words);
}

function fillWords(state: Int32Array, words: Uint32Array): void {
  for (let lane = 0; lane < lanes; lane++) {
    let [a, b, c, d] = [state[lane], state[lanes + lane], state[2 * lanes + lane], state[3 * lanes + lane]];
    for (let i = lane; i < words.length; i += lanes) {
      const t = (((a + b) | 0) + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + t) | 0;
      words[i] = t;
    }
    state[lane] = a;
    state[lanes + lane] = b;
    state[2 * lanes + lane] = c;
    state[3 * lanes + lane] = d;
  }
}
