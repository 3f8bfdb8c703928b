import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Dataset } from '../dataset.js';
import { map, type Progress, pipe, progress, withSignal } from '../generators.js';
import type { PairedFiles } from '../pairFiles.js';
import type { Sample } from '../sample.js';
import { classTotals, countMask, type MaskCounts } from './classBalance.js';
import { checkHashing, contentHash } from './contentHash.js';
import { findDuplicates } from './findDuplicates.js';
import { findProblems, unreadable } from './findProblems.js';
import type { Inspection, InspectionProblem, InspectionThumbnail } from './inspection.js';
import { pixelStatistics } from './pixelStatistics.js';
import { tally } from './tally.js';
import { thumbnail } from './thumbnail.js';

/** Options of {@link inspect}. */
export interface InspectOptions {
  /** How many samples are shown, evenly spread over the data set (default 12). */
  readonly thumbnails?: number;
  /** The longer side of a thumbnail in pixels (default 160). */
  readonly thumbnailSize?: number;
  /** Whether pictures that are the same are looked for (default `true`). */
  readonly duplicates?: boolean;
  /** Samples that are read at a time (default 4). */
  readonly concurrency?: number;
  /** Is told how far the reading has come; `countBar()` of `segkit/node` shows it. */
  readonly onProgress?: (progress: Progress) => void;
  /** Ends the inspection when it is aborted. */
  readonly signal?: AbortSignal;
}

/** What one sample is, without its pixels. */
interface SampleFacts {
  readonly index: number;
  readonly problems: readonly InspectionProblem[];
  readonly sample?: Sample;
  readonly counts?: MaskCounts;
  readonly hashes?: { readonly image: string; readonly mask: string };
  readonly thumbnail?: InspectionThumbnail;
}

const optionNames = ['thumbnails', 'thumbnailSize', 'duplicates', 'concurrency', 'onProgress', 'signal'];

/**
 * Reads a data set once and says what is in it, and what is wrong with it: sizes, balance of classes, mean and deviation
 * of each channel, empty masks, duplicates, and samples with trouble, which are collected and not thrown.
 *
 * Samples are looked at as they pass: the memory that it takes is that of a few pictures, and of a hash for each. What it
 * gives is plain data: keep it as JSON, print it with {@link inspectionText}, or look at it as {@link inspectionPage}.
 * `statistics[0]` has `mean` and `std` as the loader's `preprocessing` takes them.
 *
 * @throws OptionError for options that do not exist or are out of range.
 * @example
 * ```ts
 * import { arrayDataset, inspect, inspectionText } from 'segkit';
 *
 * const image = { data: new Uint8Array(64).fill(51), width: 8, height: 8, channels: 1 };
 * const mask = { data: new Uint8Array(64).fill(1, 0, 16), width: 8, height: 8 };
 * const samples = ['a', 'b'].map((id) => ({ id, image, mask, meta: {} }));
 * const found = await inspect(arrayDataset(samples, { task: 'binary', classes: 1 }));
 * console.log(found.classes[1].share, found.statistics[0].mean, found.duplicates[0].ids); // 0.25, [0.2], ['a', 'b']
 * console.log(inspectionText(found));
 * ```
 */
export async function inspect(
  dataset: Dataset & Partial<Pick<PairedFiles, 'unpairedImages' | 'unpairedMasks'>>,
  options: InspectOptions = {},
): Promise<Inspection> {
  checkOptionNames('inspect', options, optionNames);
  const { thumbnails = 12, thumbnailSize = 160, duplicates = true, concurrency = 4, onProgress, signal } = options;
  checkNumber('inspect', 'thumbnails', thumbnails, { min: 0, integer: true });
  checkNumber('inspect', 'thumbnailSize', thumbnailSize, { min: 8, integer: true });
  if (duplicates) checkHashing();
  const shown = spread(dataset.length, thumbnails);

  const look = async (index: number): Promise<SampleFacts> => {
    let sample: Sample;
    try {
      sample = await dataset.sample(index);
    } catch (error) {
      return { index, problems: [unreadable(dataset.ids[index], error)] };
    }
    const { image, mask } = sample;
    const counts = mask && countMask(mask, dataset);
    const problems = findProblems(sample, counts, dataset);
    const hashes = duplicates && {
      image: await contentHash(image),
      mask: mask ? await contentHash(mask) : '',
    };
    const picture = shown.has(index) && {
      id: sample.id,
      picture: await thumbnail(sample, dataset, thumbnailSize),
      note: `${image.width}×${image.height}`,
    };
    return {
      index,
      problems,
      sample,
      ...(counts && { counts }),
      ...(hashes && { hashes }),
      ...(picture && { thumbnail: picture }),
    };
  };

  const facts = collectFacts(dataset);
  const all = pipe(
    dataset.ids.map((_, index) => index),
    map(look, { concurrency, name: 'inspect' }),
    progress(onProgress ?? (() => {}), { total: dataset.length }),
  );
  for await (const entry of signal ? pipe(all, withSignal(signal)) : all) facts.add(entry);
  return facts.result();
}

/** Gathers what samples are, one after the other. */
function collectFacts(dataset: Parameters<typeof inspect>[0]): { add(facts: SampleFacts): void; result(): Inspection } {
  const { task, ignoreIndex, unpairedImages = [], unpairedMasks = [] } = dataset;
  const sizes = tally<{ width: number; height: number }>();
  const formats = tally<Pick<Inspection['formats'][number], 'channels' | 'type'>>();
  const statistics = pixelStatistics();
  const balance = classTotals(dataset);
  const same = findDuplicates();
  const problems: InspectionProblem[] = [];
  const withoutMask: string[] = [];
  const emptyMasks: string[] = [];
  const pictures: InspectionThumbnail[] = [];
  let readable = 0;

  const add = ({ sample, counts, hashes, ...facts }: SampleFacts): void => {
    problems.push(...facts.problems);
    if (facts.thumbnail) pictures.push(facts.thumbnail);
    if (!sample) return;
    readable++;
    const { id, image } = sample;
    sizes.add({ width: image.width, height: image.height });
    formats.add({ channels: image.channels, type: typeOf(image.data) });
    if (!facts.problems.some(({ kind }) => kind === 'notFinite')) statistics.add(image);
    if (hashes) same.add(id, hashes);
    if (!counts) withoutMask.push(id);
    else {
      balance.add(counts);
      if (counts.isEmpty) emptyMasks.push(id);
    }
  };
  const result = (): Inspection => {
    const masks = readable - withoutMask.length;
    // Where no sample has a mask, none misses one.
    const missing = masks === 0 ? [] : withoutMask;
    const unpaired = (names: readonly string[], kind: 'unpairedImage' | 'unpairedMask', partner: string) =>
      names.map((file) => ({ id: file, kind, message: `there is no ${partner} of this name`, file }));
    return {
      samples: dataset.length,
      readable,
      ...(task && { task }),
      ...(ignoreIndex !== undefined && { ignoreIndex }),
      sizes: sizes.result(),
      formats: formats.result(),
      statistics: statistics.result(),
      masks,
      emptyMasks,
      ...balance.result(),
      problems: [
        ...problems,
        ...missing.map((id) => ({ id, kind: 'noMask' as const, message: 'others have a mask, this one has none' })),
        ...unpaired(unpairedImages, 'unpairedImage', 'mask'),
        ...unpaired(unpairedMasks, 'unpairedMask', 'picture'),
      ],
      duplicates: same.result(),
      thumbnails: pictures,
    };
  };
  return { add, result };
}

const typeOf = (data: Sample['image']['data']): 'uint8' | 'uint16' | 'float32' =>
  data instanceof Float32Array ? 'float32' : data instanceof Uint16Array ? 'uint16' : 'uint8';

/** Positions from the first to the last, evenly apart. */
function spread(length: number, count: number): Set<number> {
  const most = Math.min(length, count);
  if (most === 1) return new Set([0]);
  return new Set(Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1))));
}
