import { checkNumber, checkOptionNames } from '../../core/options.js';
import { closeAll, defineStage } from './defineStage.js';
import { checkOnError, handleError, type OnError, stageError } from './failure.js';
import { done, openSource, type Upstream } from './iterator.js';
import { map } from './map.js';
import { atPass, from, type Source, type Stage } from './stream.js';

/** Options of `interleave`. */
export interface InterleaveOptions {
  /** How many sources are open at a time (default 4). */
  readonly cycle?: number;
  /** How many values are taken from a source before it is the next one's turn (default 1). */
  readonly block?: number;
  /** What happens to a source that cannot be opened or fails while it is read (default `throw`); its rest is left out. */
  readonly onError?: OnError;
  /** What errors call this stage; by default the function's own name, or `interleave`. */
  readonly name?: string;
}

/** A value with the source that was made of it. */
interface Opened<T, U> {
  readonly value: T;
  readonly index: number;
  readonly source: AsyncIterable<U>;
}

/** A source that is being read. */
interface Slot<T, U> extends Opened<T, U> {
  readonly upstream: Upstream<U>;
}

/**
 * Makes a source of each value, such as the samples of an archive, and reads several of them in turn: `block` values of
 * the first, of the second, … of the last, and around again. Where one ends, the next is opened in its place. The order
 * depends on nothing but the values.
 *
 * Each source is asked for one value at a time; lead it through `prefetch` to have all of them work at once.
 *
 * @throws OptionError for a cycle or block that is no whole number from 1.
 * @example
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { pipe, interleave, toArray } = generators;
 * const archives = [['a1', 'a2', 'a3'], ['b1'], ['c1', 'c2']];
 * console.log(await toArray(pipe(archives, interleave((files) => files, { cycle: 2 })))); // a1 b1 a2 c1 a3 c2
 * ```
 */
export function interleave<T, U>(
  open: (value: T, index: number) => Source<U> | Promise<Source<U>>,
  options: InterleaveOptions = {},
): Stage<T, U> {
  checkOptionNames('interleave', options, ['cycle', 'block', 'onError', 'name']);
  const { cycle = 4, block = 1, onError = 'throw', name = open.name || 'interleave' } = options;
  checkNumber('interleave', 'cycle', cycle, { min: 1, integer: cycle !== Infinity });
  checkNumber('interleave', 'block', block, { min: 1, integer: true });
  checkOnError('interleave', onError);
  const openEach = map<T, Opened<T, U>>(
    async (value, { index }) => ({ value, index, source: from(await open(value, index)) }),
    { name, onError },
  );
  const readInTurn = defineStage<Opened<T, U>, U>((sources, pass) => {
    const slots: (Slot<T, U> | undefined)[] = [];
    let position = 0;
    let left = block;
    let hasEnded = false;
    let isClosed = false;
    let failed = 0;

    /** Fills the place whose turn it is; false if there is nothing to fill it with. */
    const fill = async (): Promise<boolean> => {
      if (hasEnded) return false;
      const step = await sources.next();
      if (step.done) hasEnded = true;
      else slots[position] = { ...step.value, upstream: openSource(atPass(step.value.source, pass)) };
      return !step.done;
    };
    const advance = (): void => {
      position++;
      left = block;
    };
    const read = async ({ value, index, upstream }: Slot<T, U>): Promise<IteratorResult<U>> => {
      try {
        return await upstream.next();
      } catch (cause) {
        handleError(onError, stageError(name, value, index, cause), { failed: ++failed, read: index + 1 });
        return done;
      }
    };
    const next = async (): Promise<IteratorResult<U>> => {
      for (;;) {
        if (isClosed) return done;
        if (position >= slots.length && (slots.length >= cycle || !(await fill()))) {
          if (slots.length === 0) return done;
          position = 0;
        }
        const slot = slots[position];
        if (!slot) {
          if (!(await fill())) slots.splice(position, 1);
          continue;
        }
        if (isClosed) return done; // the source must not be opened after the others were closed
        const step = await read(slot);
        if (step.done) {
          slots[position] = undefined;
          if (left < block) advance(); // a source that had no more to give leaves its turn to the next one
          continue;
        }
        if (--left === 0) advance();
        return step;
      }
    };
    const close = async (): Promise<void> => {
      isClosed = true;
      await closeAll(slots.flatMap((slot) => (slot ? [slot.upstream.close] : [])));
    };
    return { next, close };
  });
  return (source) => readInTurn(openEach(source));
}
