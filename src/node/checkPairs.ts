import { DataError, SegkitError } from '../core/errors.js';
import type { Dataset } from '../data/dataset.js';
import { map, pipe, toArray } from '../data/generators.js';
import type { Size } from '../raster/resize.js';
import type { SampleFiles } from './findPairs.js';
import { readImageSize } from './readImageSize.js';

/** Compares the sizes in the headers of all pairs, and reports all that differ or cannot be read at once. */
export async function checkSizes(pairs: readonly SampleFiles[]): Promise<void> {
  const check = (pair: SampleFiles): Promise<DataError | undefined> =>
    failureOf(() =>
      forSample(pair, async () => {
        const image = await readImageSize(pair.image);
        if (pair.mask !== undefined) refuseUnlikeSizes(pair, image, await readImageSize(pair.mask));
      }),
    );
  report(await toArray(pipe(pairs, map(check, { concurrency: 8 }))), pairs.length);
}

/** Reads all samples, and reports all that fail at once. */
export async function checkPixels(dataset: Dataset): Promise<void> {
  const indices = Array.from(dataset.ids.keys());
  const check = (index: number): Promise<DataError | undefined> => failureOf(() => dataset.sample(index));
  report(await toArray(pipe(indices, map(check, { concurrency: 4 }))), dataset.length);
}

/** Refuses a mask of another size than its picture. */
export function refuseUnlikeSizes({ image, mask }: SampleFiles, picture: Size, labels: Size): void {
  if (picture.width === labels.width && picture.height === labels.height) return;
  throw new DataError(
    `the picture ${image} is ${picture.width}×${picture.height}, its mask ${mask} is ` +
      `${labels.width}×${labels.height}. Both need one size.`,
    { file: mask },
  );
}

/** Does some work on a sample; what goes wrong says which sample it was. */
export async function forSample<T>(pair: SampleFiles, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof SegkitError && !(cause instanceof DataError)) throw cause;
    const file = cause instanceof DataError ? (cause.file ?? pair.image) : pair.image;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`imageFolder: ${JSON.stringify(pair.id)}: ${message}`, { id: pair.id, file, cause });
  }
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
