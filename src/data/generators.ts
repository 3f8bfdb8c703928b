/**
 * Everything that one does with Python's `yield`, as async generators that fit together: a source, and stages that it
 * is led through by `pipe`.
 *
 * The package exports them as one namespace, `generators`: short words such as `map`, `take` and `batch` mean other
 * things elsewhere, and longer ones would make a pipeline hard to read. Take out what you need:
 *
 * ```ts
 * import { generators } from 'segkit';
 *
 * const { pipe, shuffle, map, batch, prefetch } = generators;
 * const batches = pipe([1, 2, 3], shuffle({ seed: 1 }), map((n) => n * n), batch(2), prefetch(1));
 * for await (const squares of batches) console.log(squares);
 * ```
 *
 * What they all keep: values flow only when they are asked for; leaving early closes every stage up to the source, so
 * that its `finally` runs; an error is reported once, with the sample's id, file and stage, and then the stream has
 * ended; a pipeline can be read again, and gives the same again.
 *
 * @module
 */
export { type BatchOptions, batch, type SampleBatchOptions } from './generators/batch.js';
export { type CacheOptions, cache } from './generators/cache.js';
export { concat } from './generators/concat.js';
export type { ErrorCounts, OnError } from './generators/failure.js';
export { type FilterOptions, filter } from './generators/filter.js';
export { type InterleaveOptions, interleave } from './generators/interleave.js';
export { type MapContext, type MapOptions, map } from './generators/map.js';
export { type MixOptions, mix } from './generators/mix.js';
export { pipe } from './generators/pipe.js';
export { prefetch } from './generators/prefetch.js';
export { type Progress, type ProgressOptions, progress } from './generators/progress.js';
export { repeat } from './generators/repeat.js';
export { type Shard, shard } from './generators/shard.js';
export { type ShardFromEnvironmentOptions, shardFromEnvironment } from './generators/shardFromEnvironment.js';
export { type ShuffleOptions, shuffle } from './generators/shuffle.js';
export { from, type Source, type Stage } from './generators/stream.js';
export { skip, take } from './generators/take.js';
export { tap } from './generators/tap.js';
export { toArray } from './generators/toArray.js';
export { withSignal } from './generators/withSignal.js';
export { zip } from './generators/zip.js';
