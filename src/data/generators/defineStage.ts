import { createIterator, openSource, type Upstream } from './iterator.js';
import { atPass, boundPass, createStream, passOf, type Stage } from './stream.js';

/** One reading of a stage: how it goes on, and what it has to close beside its source. */
export interface StageParts<U> {
  next(): Promise<IteratorResult<U>>;
  close?(): Promise<void>;
}

/** Makes a stage out of a function that starts one reading. The source is closed with it. */
export function defineStage<T, U>(start: (upstream: Upstream<T>, pass: number) => StageParts<U>): Stage<T, U> {
  return (source) =>
    createStream(
      (pass) => {
        const upstream = openSource(atPass(source, pass));
        const parts = start(upstream, pass ?? passOf(source));
        const close = async (): Promise<void> => {
          const closing = upstream.close();
          await closeAll([() => closing, ...(parts.close ? [parts.close] : [])]);
        };
        return createIterator({ next: parts.next, close });
      },
      // A stage made of two stages asks the first for the pass.
      { pass: boundPass(source) },
    );
}

/** Closes everything, even if one of them fails, and then reports the first failure. */
export async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
  const outcomes = await Promise.allSettled(closers.map((close) => close()));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
