import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import { random } from '../../core/random.js';
import { createIterator, done, openSource, type Upstream } from './iterator.js';
import { arrayOf, atPass, createStream, passOf, type Stage } from './stream.js';

/** Options of `shuffle`. */
export interface ShuffleOptions {
  /** Default 0: the same order in every run. */
  readonly seed?: number | string;
  /** Another epoch gives another order (default 0). A later `repeat` adds the number of its pass. */
  readonly epoch?: number;
  /**
   * How many values are held back to draw from. Left out, the whole array is permuted, which needs an array as the
   * source; `Infinity` reads everything first.
   */
  readonly buffer?: number;
}

/**
 * Puts values in random order; the order is a pure function of seed, epoch and the order of the source.
 *
 * An array right before it is permuted whole, every order equally likely, without a copy of its values. Any other
 * source needs a `buffer`: the next value is drawn from it and replaced, so that none comes earlier than `buffer − 1`
 * places before its turn.
 *
 * @throws OptionError if the source is no array and no `buffer` is given.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { pipe, shuffle, toArray } = generators;
 * console.log(await toArray(pipe([1, 2, 3, 4, 5], shuffle({ seed: 7, epoch: 0 }))));
 * console.log(await toArray(pipe([1, 2, 3, 4, 5], shuffle({ seed: 7, epoch: 1 })))); // another order
 * ```
 */
export function shuffle<T>(options: ShuffleOptions = {}): Stage<T, T> {
  checkOptionNames('shuffle', options, ['seed', 'epoch', 'buffer']);
  const { seed = 0, epoch = 0, buffer } = options;
  checkNumber('shuffle', 'epoch', epoch, { min: 0, integer: true });
  if (buffer !== undefined) checkNumber('shuffle', 'buffer', buffer, { min: 1, integer: buffer !== Infinity });

  return (source) =>
    createStream((pass) => {
      const draw = random('shuffle', seed, epoch + (pass ?? passOf(source)));
      const array = arrayOf(source);
      if (buffer === undefined && array) return permuted(array, draw.permutation(array.length));
      const upstream = openSource(atPass(source, pass));
      if (buffer !== undefined) return drawnFromBuffer(upstream, buffer, (length) => draw.integer(0, length));
      throw new OptionError(
        'shuffle: the source is no array, so its length is not known. Give a buffer, such as { buffer: 1000 }, ' +
          'or shuffle the array before any other stage.',
        { option: 'buffer' },
      );
    });
}

function permuted<T>(array: readonly T[], order: Int32Array): AsyncIterator<T> {
  let position = 0;
  return createIterator({
    next: async () => (position < order.length ? { done: false, value: array[order[position++]] } : done),
    close: async () => undefined,
  });
}

function drawnFromBuffer<T>(upstream: Upstream<T>, size: number, pick: (length: number) => number): AsyncIterator<T> {
  const held: T[] = [];
  let hasEnded = false;
  const fill = async (): Promise<void> => {
    while (!hasEnded && held.length < size) {
      const step = await upstream.next();
      if (step.done) hasEnded = true;
      else held.push(step.value);
    }
  };
  const next = async (): Promise<IteratorResult<T>> => {
    await fill();
    if (held.length === 0) return done;
    const position = pick(held.length);
    const value = held[position];
    const last = held.pop() as T;
    if (position < held.length) held[position] = last;
    return { done: false, value };
  };
  return createIterator({ next, close: () => upstream.close() });
}
