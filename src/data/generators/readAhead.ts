import type { StageParts } from './defineStage.js';
import { done, type Upstream } from './iterator.js';

/** What became of one value. */
type Outcome<U> = { readonly value: U } | { readonly error: unknown } | 'skipped';

/** A place in the window: empty while the work on its value goes on. */
interface Slot<U> {
  outcome?: Outcome<U>;
}

/** What is put in the place of a value to leave it out. */
export const skipped = Symbol('skipped');

export interface ReadAheadOptions<T, U> {
  /** How many values are worked on or wait for the reader, at most. */
  readonly limit: number;
  readonly ordered: boolean;
  /** The work on one value. */
  readonly run: (value: T, index: number) => Promise<U | typeof skipped>;
}

/**
 * Reads on while the reader is busy: a window of `limit` values is filled at the first `next`, and refilled as soon as
 * a value leaves it. The source is asked for one value at a time; the work on them overlaps.
 *
 * A source that fails is reported after the values that came before. Closing waits for the work that has begun.
 */
export function readAhead<T, U>(upstream: Upstream<T>, options: ReadAheadOptions<T, U>): StageParts<U> {
  const { limit, ordered, run } = options;
  const slots: Slot<U>[] = [];
  const running = new Set<Promise<void>>();
  let index = 0;
  let isPulling = false;
  let isClosed = false;
  let end: { readonly error?: unknown } | undefined;
  let wake: (() => void) | undefined;

  const changed = (): void => {
    wake?.();
    wake = undefined;
  };

  const start = (value: T): void => {
    const slot: Slot<U> = {};
    slots.push(slot);
    const work = run(value, index++)
      .then(
        (result) => {
          slot.outcome = result === skipped ? 'skipped' : { value: result };
        },
        (error: unknown) => {
          slot.outcome = { error };
        },
      )
      .then(() => {
        running.delete(work);
        changed();
      });
    running.add(work);
  };

  const pull = async (): Promise<void> => {
    if (isPulling) return;
    isPulling = true;
    while (!isClosed && !end && slots.length < limit) {
      try {
        const result = await upstream.next();
        if (result.done) end = {};
        else if (!isClosed) start(result.value);
      } catch (error) {
        end = { error };
      }
    }
    isPulling = false;
    changed();
  };

  const next = async (): Promise<IteratorResult<U>> => {
    for (;;) {
      void pull();
      const position = ordered ? (slots[0]?.outcome ? 0 : -1) : slots.findIndex((slot) => slot.outcome);
      if (position >= 0) {
        const { outcome } = slots.splice(position, 1)[0] as { outcome: Outcome<U> };
        void pull();
        if (outcome === 'skipped') continue;
        if ('error' in outcome) throw outcome.error;
        return { done: false, value: outcome.value };
      }
      if (end && slots.length === 0) {
        if ('error' in end) throw end.error;
        return done;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (isClosed) return done;
    }
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    changed();
    await Promise.all(running);
  };
  return { next, close };
}
