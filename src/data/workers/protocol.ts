import type { TransformJson } from '../../augment/buildFromJson.js';
import type { MixInfo } from '../../augment/mixing/mixTransform.js';
import type { Preprocessing } from '../../core/preprocessing.js';
import type { Size } from '../../raster/resize.js';
import type { Batch } from '../batch.js';
import type { BeyondScale } from '../collate.js';
import type { DatasetRecipe } from '../dataset.js';
import type { Place } from '../loaderOrder.js';
import type { Sample } from '../sample.js';
import type { PlainError } from './plainError.js';

/** What a worker needs to know once. */
export interface LoaderSetup extends MixInfo {
  /** How to make the data set. Left out: samples are sent with each job. */
  readonly recipe?: DatasetRecipe;
  readonly seed: number | string;
  readonly target?: Size;
  readonly augment?: TransformJson;
  readonly mix?: TransformJson;
  readonly preprocessing?: Preprocessing;
  /** Samples that are read at a time. */
  readonly concurrency: number;
  /** Whether the first sample that fails ends the batch. */
  readonly stopsAtFailure: boolean;
}

/** A place, and its sample where the worker cannot read it. */
export interface JobPlace extends Place {
  readonly sample?: Sample;
  readonly partners?: readonly JobPlace[];
}

/** A batch to be made. */
export interface BatchJob {
  /** The number of the batch in its epoch, from 0. */
  readonly number: number;
  readonly epoch: number;
  readonly places: readonly JobPlace[];
}

/** How a job is to be done. */
export interface JobManner {
  /** One sample after the other, each announced, after a worker has ended over the batch. */
  readonly careful: boolean;
  /** The places to leave out. */
  readonly without: readonly number[];
}

/** What a worker is told. */
export type LoaderRequest =
  | { readonly kind: 'setup'; readonly setup: LoaderSetup }
  | {
      readonly kind: 'batch';
      readonly key: number;
      readonly job: BatchJob;
      readonly manner: JobManner;
      /** Memory that may be used for it. */
      readonly memory: readonly ArrayBufferLike[];
      /** Whether other memory for it is to be shared between threads, or moved. */
      readonly shares: boolean;
    };

/** A sample that failed. */
export interface Failure<E = PlainError> {
  /** Its place in the batch. */
  readonly place: number;
  readonly error: E;
}

/** What became of a batch. */
export interface MadeBatch<E = PlainError> {
  /** Left out where all samples failed. */
  readonly batch?: Batch;
  readonly failures: readonly Failure<E>[];
  readonly beyond?: BeyondScale;
}

/** What a worker says. */
export type LoaderAnswer =
  /** It is set up. */
  | { readonly kind: 'ready' }
  /** It cannot be set up. */
  | { readonly kind: 'unfit'; readonly error: PlainError }
  /** It begins with a place, or, without one, to stack what it has read. */
  | { readonly kind: 'begins'; readonly key: number; readonly place?: number }
  | { readonly kind: 'made'; readonly key: number; readonly made: MadeBatch }
  /** The batch as a whole cannot be made. */
  | { readonly kind: 'failed'; readonly key: number; readonly error: PlainError }
  /** Something that people are to be told once, however many workers say it. */
  | { readonly kind: 'warning'; readonly code: string; readonly text: string };
