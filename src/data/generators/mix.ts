import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import { random } from '../../core/random.js';
import { closeAll } from './defineStage.js';
import { createIterator, done, openSource } from './iterator.js';
import { atPass, createStream, from, type Source } from './stream.js';

/** Options of `mix`. */
export interface MixOptions {
  /** How likely each source is to give the next value, from 0; they need not add up to 1 (default: all alike). */
  readonly weights?: readonly number[];
  /** What the choices depend on (default 0: the same in every run). */
  readonly seed?: number | string;
  /** Another epoch gives other choices (default 0). A later `repeat` adds the number of its pass. */
  readonly epoch?: number;
  /** Whether the mix goes on until all sources have ended (default), or ends with the first that does. */
  readonly until?: 'allEnd' | 'firstEnds';
}

/**
 * Takes values from several sources by chance: where each comes from is a pure function of seed and epoch, and of where
 * the sources end. Repeat the smaller ones to keep the shares to the end.
 *
 * @throws OptionError for weights of another number than sources, below 0, or all 0.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { mix, pipe, repeat, take, toArray } = generators;
 * const real = ['street', 'garden'];
 * const drawn = pipe(['drawing'], repeat());
 * const both = mix([pipe(real, repeat()), drawn], { weights: [3, 1], seed: 5 });
 * console.log(await toArray(pipe(both, take(8)))); // about two drawings
 * ```
 */
export function mix<T>(sources: readonly Source<T>[], options: MixOptions = {}): AsyncIterable<T> {
  checkOptionNames('mix', options, ['weights', 'seed', 'epoch', 'until']);
  const { weights = sources.map(() => 1), seed = 0, epoch = 0, until = 'allEnd' } = options;
  checkNumber('mix', 'epoch', epoch, { min: 0, integer: true });
  checkOneOf('mix', 'until', until, ['allEnd', 'firstEnds']);
  checkWeights(weights, sources.length);
  const streams = sources.map((source) => from(source));

  return createStream<T>((pass = 0) => {
    const draw = random('mix', seed, epoch + pass);
    const upstreams = streams.map((stream) => openSource(atPass(stream, pass)));
    const shares = [...weights];
    const next = async (): Promise<IteratorResult<T>> => {
      for (;;) {
        const chosen = pick(shares, draw.uniform());
        if (chosen < 0) return done;
        const step = await upstreams[chosen].next();
        if (!step.done) return step;
        if (until === 'firstEnds') return done;
        shares[chosen] = 0;
      }
    };
    return createIterator({ next, close: () => closeAll(upstreams.map((upstream) => upstream.close)) });
  });
}

/** The position that a number of 0 … 1 falls on, each as wide as its share; −1 if all shares are 0. */
function pick(shares: readonly number[], uniform: number): number {
  let rest = uniform * shares.reduce((sum, share) => sum + share, 0);
  let last = -1;
  for (let i = 0; i < shares.length; i++) {
    if (shares[i] === 0) continue;
    if (rest < shares[i]) return i;
    rest -= shares[i];
    last = i;
  }
  return last; // rounding may leave a little rest
}

function checkWeights(weights: readonly number[], sources: number): void {
  if (weights.length !== sources) {
    throw new OptionError(`mix: there are ${weights.length} weights for ${sources} sources. Give one for each.`, {
      option: 'weights',
      value: weights,
    });
  }
  for (const weight of weights) checkNumber('mix', 'weights', weight, { min: 0, max: Number.MAX_VALUE });
  if (sources === 0 || weights.some((weight) => weight > 0)) return;
  throw new OptionError('mix: all weights are 0, so nothing could be taken. Give one source a weight above 0.', {
    option: 'weights',
    value: weights,
  });
}
