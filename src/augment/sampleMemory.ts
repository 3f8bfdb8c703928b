import { SegkitError } from '../core/errors.js';
import { checkNumber, checkOptionNames } from '../core/options.js';
import type { Sample } from '../data/sample.js';
import { openMemory, type Pointer } from '../raster/kernels/kernels.js';
import { currentMemory, type PictureMemory } from '../raster/kernels/pictureMemory.js';
import { roomOf } from '../raster/room.js';

/** Options of {@link sampleMemory}. */
export interface SampleMemoryOptions {
  /** How large it is, in bytes (default 2²⁶: 64 MiB). Systems count it when it is first written to. */
  readonly bytes?: number;
}

/** Memory for samples, see {@link sampleMemory}. */
export interface SampleMemory {
  /**
   * Does some work, and gives the sample that it makes. Pictures, masks and weights that transforms make meanwhile lie in
   * this memory: those of the result until it is given back, all others until the work is done. The work must not be
   * asynchronous.
   */
  use(work: () => Sample): Sample;
  /** A copy of a sample in this memory, for pictures that are used several times: transforms then read them where they are. */
  hold(sample: Sample): Sample;
  /**
   * Says that a sample is no longer needed: what it alone has in this memory is used again.
   *
   * @throws SegkitError for a sample that `use` or `hold` of this memory did not give, or that has been given back.
   */
  giveBack(sample: Sample): void;
}

/**
 * Memory that the results of transforms are put in, again and again, instead of new memory for each.
 *
 * New memory is the dearest part of a flip or a crop: it has to be found, zeroed, and collected later. A loader has such
 * a memory of its own; you need one where you apply transforms yourself, many times. A result is valid until you give it
 * back, and so are samples that share a part with it. Where the memory is full, results are in new memory, as ever.
 *
 * Copy what is to be sent to another thread: its memory would be sent as a whole.
 *
 * @throws OptionError for less than 2¹⁶ or more than 2³⁰ bytes.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2, 3), width: 3, height: 1, channels: 1 };
 * const sample = { id: 'a', image, meta: {} };
 * const flip = augment.horizontalFlip({ probability: 1 });
 *
 * const memory = augment.sampleMemory();
 * for (let epoch = 1; epoch <= 3; epoch++) {
 *   const flipped = memory.use(() => augment.applyTransform(flip, sample, { epoch }));
 *   console.log(flipped.image.data); // 3 2 1
 *   memory.giveBack(flipped);
 * }
 * ```
 */
export function sampleMemory(options: SampleMemoryOptions = {}): SampleMemory {
  checkOptionNames('sampleMemory', options, ['bytes']);
  const { bytes = 2 ** 26 } = options;
  checkNumber('sampleMemory', 'bytes', bytes, { min: 2 ** 16, max: 2 ** 30, integer: true });
  const memory = openMemory(bytes);
  const known = new WeakMap<Sample, readonly number[]>();
  const use = (work: () => Sample): Sample =>
    memory.use(
      () => ({ ...work() }), // an object of its own: work may give a sample that is known already
      (result) => {
        const blocks = blocksOf(memory, result);
        for (const at of blocks) memory.retain(at);
        known.set(result, blocks);
      },
    );
  return {
    use,
    hold: (sample) => use(() => copyOf(sample)),
    giveBack: (sample) => {
      const blocks = known.get(sample);
      if (!blocks) {
        throw new SegkitError(
          `sampleMemory: ${JSON.stringify(sample.id)} is not of this memory, or has been given back already. ` +
            'Give back what use or hold returned, once.',
        );
      }
      known.delete(sample);
      for (const at of blocks) memory.release(at);
    },
  };
}

/**
 * Gives back, within a use, what a step of a pipeline has left behind: what neither its result needs nor the sample that
 * the pipeline was given. The next step then writes to memory that is still in the cache.
 */
export function dropUnused(before: Sample, after: Sample, given: Sample): void {
  const memory = currentMemory();
  if (!memory || before === given || before === after) return;
  const needed = [...blocksOf(memory, after), ...blocksOf(memory, given)];
  for (const at of blocksOf(memory, before)) if (!needed.includes(at)) memory.drop(at);
}

/** The parts of a memory that a sample has something in, each once: also in its meta, where a transform may have put pictures. */
function blocksOf(memory: PictureMemory, { image, mask, weight, meta }: Sample): Pointer[] {
  const blocks: Pointer[] = [];
  const add = (values: ArrayBufferView): void => {
    const at = memory.blockOf(values);
    if (at !== undefined && !blocks.includes(at)) blocks.push(at);
  };
  add(image.data);
  if (mask) add(mask.data);
  if (weight) add(weight.data);
  for (const key in meta) if (Object.hasOwn(meta, key)) visitValues(meta[key], add, new Set());
  return blocks;
}

function visitValues(value: unknown, visit: (values: ArrayBufferView) => void, seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (ArrayBuffer.isView(value)) visit(value);
  else for (const part of Object.values(value)) visitValues(part, visit, seen);
}

function copyOf(sample: Sample): Sample {
  const copied = <G extends Sample['image'] | NonNullable<Sample['mask']>>(grid: G): G => {
    const data = roomOf(grid.data, grid.data.length);
    data.set(grid.data);
    return { ...grid, data };
  };
  const { image, mask, weight } = sample;
  return {
    ...sample,
    image: copied(image),
    ...(mask && { mask: copied(mask) }),
    ...(weight && { weight: copied(weight) }),
  };
}
