import type { TransformJson } from '../../augment/index.js';
import * as augment from '../../augment/index.js';
import { OptionError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Dataset } from '../../data/dataset.js';
import { type Fingerprint, fingerprint } from '../../data/fingerprint.js';
import { measureSpeed } from './measureSpeed.js';
import { type Network, networksFor } from './networks.js';

/** Options of {@link planTraining}. */
export interface PlanOptions {
  /** Bytes that training may take; `availableMemory()` of `segkit/node` knows how many there are. */
  readonly memory: number;
  /** Minutes that training may take; 15 by default. */
  readonly minutes?: number;
  /** Multiply-adds a second of training on this machine. Left out, a small network is timed. */
  readonly speed?: number;
}

/** What to train with, and why. */
export interface TrainingPlan {
  /** What the data look like. */
  readonly fingerprint: Fingerprint;
  /** The size that pictures are resized to; patches are whole pictures. */
  readonly size: { readonly width: number; readonly height: number };
  /** How often the network halves its pictures. */
  readonly depth: number;
  /** Filters of each level, for `unet`. */
  readonly filters: readonly number[];
  /** Pictures a step. */
  readonly batchSize: number;
  /** Passes over the data. */
  readonly epochs: number;
  /** The highest rate of Adam, to which it rises over `warmup` steps and from which it falls to 0 along a cosine. */
  readonly learningRate: number;
  /** Steps of warm-up. */
  readonly warmup: number;
  /** The augmentation, for `augment.transformFromJson`. */
  readonly augment: TransformJson;
  /** Bytes that it will take. */
  readonly memory: number;
  /** Minutes that it will take on this machine. */
  readonly minutes: number;
  /** The reasons, a sentence each. */
  readonly why: readonly string[];
}

/**
 * Proposes how to train a U-Net on a data set, by the rules of nnU-Net scaled to what one machine does in a quarter of an
 * hour.
 *
 * - Pictures keep the median shape; the network halves them until an edge would fall under 8 pixels, six times at most.
 * - The largest network is taken, by size of pictures first and filters (32, 16 or 8) second, that fits the memory and
 *   sees each picture 20 times, and 4,000 pictures in all, within the time.
 * - The batch is as large as memory allows, from 2 to 8 pictures, and at most 5 % of the data set.
 * - Pictures are flipped left to right unless all masks lean to one side, and turned in all ways where masks have no
 *   top and bottom; brightness and contrast vary.
 *
 * @throws OptionError if not even the smallest network fits the memory.
 * @throws DataError as {@link fingerprint}.
 * @see Isensee and others, nnU-Net, 2021
 * @example
 * ```ts
 * import { arrayDataset, planTraining } from 'segkit';
 * import { availableMemory, useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const image = { data: new Uint8Array(64 * 64), width: 64, height: 64, channels: 1 };
 * const mask = { data: new Uint8Array(64 * 64).fill(1, 0, 512), width: 64, height: 64 };
 * const samples = Array.from({ length: 50 }, (_, i) => ({ id: `${i}`, image, mask, meta: {} }));
 * const plan = await planTraining(arrayDataset(samples), { memory: availableMemory(), speed: 1e10 });
 * console.log(plan.size, plan.filters, plan.why.join('\n'));
 * ```
 */
export async function planTraining(dataset: Dataset, options: PlanOptions): Promise<TrainingPlan> {
  checkOptionNames('planTraining', options, ['memory', 'minutes', 'speed']);
  const { memory, minutes = 15, speed } = options;
  checkNumber('planTraining', 'memory', memory, { min: 1 });
  checkNumber('planTraining', 'minutes', minutes, { min: 0.1 });
  if (speed !== undefined) checkNumber('planTraining', 'speed', speed, { min: 1 });
  const found = await fingerprint(dataset);
  const { task = 'binary', classes = 1 } = dataset;
  return decide(found, { task, classes }, { memory, minutes, speed: speed ?? (await measureSpeed()) });
}

/** The part of the time that training leaves to validation, reading and the page of the run. */
const overhead = 0.75;

/** The rules themselves: the same answer for the same numbers. */
export function decide(
  found: Fingerprint,
  head: Pick<Network, 'task' | 'classes'>,
  { memory, minutes, speed }: Required<PlanOptions>,
): TrainingPlan {
  const candidates = networksFor(found, head);
  const share = Math.max(1, Math.floor(0.05 * found.count));
  const batchOf = (network: Network): number =>
    Math.min(8, Math.max(2, share), Math.floor((memory - network.fixedMemory) / network.memoryPerPicture));
  const fitting = candidates.filter((network) => batchOf(network) >= 1);
  if (fitting.length === 0) {
    const least = candidates[candidates.length - 1];
    throw new OptionError(
      `planTraining: the smallest network needs ${megabytes(least.fixedMemory + least.memoryPerPicture)}, there are ` +
        `${megabytes(memory)}. Free some memory.`,
      { option: 'memory', value: memory },
    );
  }
  const seen = Math.max(20 * found.count, 4000);
  const secondsFor = (network: Network, pictures: number): number =>
    (network.multiplyAdds * pictures) / speed / overhead;
  const affordable = fitting.find((network) => secondsFor(network, seen) <= 60 * minutes);
  const network = affordable ?? fitting[fitting.length - 1];
  const batchSize = batchOf(network);
  const perEpoch = secondsFor(network, found.count);
  const epochs = Math.min(200, Math.max(1, Math.floor((60 * minutes) / perEpoch)));
  const steps = epochs * Math.ceil(found.count / batchSize);
  const { size, depth, filters } = network;
  const [first] = filters;
  const flips = flipsFor(found);
  return {
    fingerprint: found,
    size,
    depth,
    filters,
    batchSize,
    epochs,
    learningRate: 0.002,
    warmup: Math.min(100, Math.floor(steps / 10)),
    augment: augmentation(flips, size.width === size.height),
    memory: network.fixedMemory + batchSize * network.memoryPerPicture,
    minutes: (perEpoch * epochs) / 60,
    why: [
      `${found.count} pictures, ${found.width}×${found.height} in the median, ${percent(found.foreground)} of them foreground.`,
      `Size ${size.width}×${size.height}: ${sizeReason(found, network, candidates)}`,
      `Depth ${depth}: the network halves its pictures as long as an edge has 8 pixels or more, six times at most.`,
      affordable
        ? `${first} filters at first: the largest of 32, 16 and 8 with which ${seen.toLocaleString('en')} pictures can be seen in ${minutes} minutes here.`
        : `${first} filters at first, the fewest: even so there is no time for ${seen.toLocaleString('en')} pictures. Give it longer, or a faster backend.`,
      `Batches of ${batchSize}: what fits ${megabytes(memory)}, but not over 8 pictures nor 5 % of them.`,
      `${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}: what fits the time, 200 at most.`,
      `Flips ${flips.join(' and ') || 'none'}: ${flipReason(found)}`,
    ],
  };
}

/** Over this, an asymmetry is no accident. */
const upright = 4;

type Flip = 'left-right' | 'up-down';

function flipsFor({ horizontalAsymmetry, verticalAsymmetry, count }: Fingerprint): Flip[] {
  // Mirrored streets are streets all the same; only where every mask leans to one side would a flip make nonsense.
  if (horizontalAsymmetry >= Math.max(upright, count / 4)) return [];
  return verticalAsymmetry < upright ? ['left-right', 'up-down'] : ['left-right'];
}

function augmentation(flips: readonly Flip[], isSquare: boolean): TransformJson {
  const { compose, horizontalFlip, d4, brightnessContrast } = augment;
  const turn =
    flips.length === 2 ? [d4({ keepSize: !isSquare })] : flips.includes('left-right') ? [horizontalFlip()] : [];
  return JSON.parse(JSON.stringify(compose([...turn, brightnessContrast()]))) as TransformJson;
}

const sizeReason = (found: Fingerprint, { size }: Network, [largest]: readonly Network[]): string =>
  size.width === largest.size.width && size.height === largest.size.height
    ? `about the median${found.width * found.height > size.width * size.height * 1.5 ? ', brought down to the area of 512×512' : ''}.`
    : 'the shape of the median, smaller to save time or memory.';

const flipReason = ({ verticalAsymmetry: vertical, horizontalAsymmetry: horizontal }: Fingerprint): string =>
  `top and bottom of the masks differ ${vertical.toFixed(1)} times as much as by chance, left and right ${horizontal.toFixed(1)} times.`;

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20).toLocaleString('en')} MiB`;
