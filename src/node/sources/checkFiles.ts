import { DataError } from '../../core/errors.js';
import type { Dataset } from '../../data/dataset.js';
import { map, pipe, toArray } from '../../data/generators.js';

/** Does a check of headers on all entries, and reports all that fail at once. */
export async function checkSizes<E>(entries: readonly E[], check: (entry: E) => Promise<void>): Promise<void> {
  const outcomes = pipe(
    entries,
    map((entry) => failureOf(() => check(entry)), { concurrency: 8 }),
  );
  report(await toArray(outcomes), entries.length);
}

/** Reads all samples, and reports all that fail at once. */
export async function checkPixels(dataset: Dataset): Promise<void> {
  const indices = Array.from(dataset.ids.keys());
  const outcomes = pipe(
    indices,
    map((index) => failureOf(() => dataset.sample(index)), { concurrency: 4 }),
  );
  report(await toArray(outcomes), dataset.length);
}

async function failureOf(work: () => Promise<unknown>): Promise<DataError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

function report(outcomes: readonly (DataError | undefined)[], total: number): void {
  const failures = outcomes.filter((outcome) => outcome !== undefined);
  if (failures.length === 0) return;
  if (failures.length === 1) throw failures[0];
  const [first] = failures;
  const ids = failures.slice(1, 4).map(({ id }) => JSON.stringify(id));
  const more = failures.length > 4 ? ` and ${failures.length - 4} more` : '';
  throw new DataError(
    `${first.message} (${failures.length} of ${total} samples fail; the others are ${ids.join(', ')}${more}.)`,
    {
      id: first.id,
      file: first.file,
      cause: new AggregateError(failures, `${failures.length} of ${total} samples fail`),
    },
  );
}
