import { DataError } from '../../core/errors.js';
import { type Random, random } from '../../core/random.js';
import type { Task } from '../../core/task.js';
import type { Sample } from '../../data/sample.js';
import { contextOf, type TransformContext, type TransformKey } from '../transform.js';

/** What is known of all samples that may be mixed; a data set says it. */
export interface MixInfo {
  readonly task?: Task;
  readonly classes?: number;
  /** The label that counts nowhere. */
  readonly ignoreIndex?: number;
}

/** What a mix may look at when it draws its parameters. */
export interface MixContext extends TransformContext, MixInfo {
  /** The samples that go into this one. */
  readonly partners: readonly Sample[];
}

/**
 * A change to a sample that other samples of the data set go into.
 *
 * It works in three steps. `partners` says how many others it wants this time. `sample` draws the parameters: numbers and
 * words that can be printed, kept as JSON and used again. `apply` does what they say; it is a pure function, and never
 * changes what it is given. `JSON.stringify(mix)` keeps name and options, and `mixFromJson` makes the same of them again.
 */
export interface MixTransform<Params = unknown> {
  /** The name of the function that made it. */
  readonly name: string;
  /** All options with their defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** How many other samples it takes in; 0 leaves this one alone. */
  partners(draw: Random): number;
  /** Draws the parameters, from the start of the same stream as `partners`. */
  sample(draw: Random, context: MixContext): Params;
  /** Does what the parameters say. */
  apply(params: Params, sample: Sample, partners: readonly Sample[]): Sample;
  /** Gives a sample that is left alone the kind of mask that mixed ones have, where that is another kind. */
  soften?(sample: Sample, info: MixInfo): Sample;
}

/** What the draw of a mix depends on, and what is known of the data. */
export interface MixKey extends TransformKey, MixInfo {}

/** The samples of which partners are drawn. */
export interface MixPool {
  /** How many there are, the sample itself among them. */
  readonly length: number;
  /** The position of the sample itself, which is not its own partner; left out if it is none of them. */
  readonly own?: number;
}

/**
 * Draws which other samples go into one. It depends on seed, epoch, the sample's id and its place in the pool alone.
 *
 * @returns positions in the pool, none twice as long as there are enough others.
 * @throws DataError if there is no other sample.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const mosaic = augment.mosaic({ probability: 1 });
 * console.log(augment.drawPartners(mosaic, 'b', { length: 5, own: 1 })); // three of 0, 2, 3 and 4
 * ```
 */
export function drawPartners(mix: MixTransform, id: string, { length, own }: MixPool, key: MixKey = {}): number[] {
  const count = mix.partners(drawOf(mix, id, key));
  if (count === 0) return [];
  const others = own === undefined ? length : length - 1;
  if (others <= 0) {
    const cure = 'Give it a data set of two or more.';
    throw new DataError(`${mix.name}: there is no sample but ${JSON.stringify(id)} to mix it with. ${cure}`, { id });
  }
  const draw = drawOf(mix, id, key).key('partners');
  const chosen: number[] = [];
  while (chosen.length < count) {
    const other = draw.integer(0, others);
    const position = own !== undefined && other >= own ? other + 1 : other;
    // Once all others are in, they may come again.
    if (chosen.length >= others || !chosen.includes(position)) chosen.push(position);
  }
  return chosen;
}

/**
 * Mixes a sample with its partners, as many as {@link drawPartners} gave.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const sampleOf = (id: string, level: number) => ({
 *   id,
 *   image: { data: new Uint8Array(64).fill(level), width: 8, height: 8, channels: 1 },
 *   mask: { data: new Uint8Array(64).fill(level > 50 ? 1 : 0), width: 8, height: 8 },
 *   meta: {},
 * });
 * const mixed = augment.applyMix(augment.cutMix({ probability: 1 }), sampleOf('a', 9), [sampleOf('b', 90)], { seed: 1 });
 * console.log(mixed.image.data, mixed.mask?.data); // 90 and 1 in a rectangle
 * ```
 */
export function applyMix(mix: MixTransform, sample: Sample, partners: readonly Sample[], key: MixKey = {}): Sample {
  if (partners.length === 0) return mix.soften?.(sample, key) ?? sample;
  return mix.apply(drawMixParams(mix, sample, partners, key), sample, partners);
}

/** The parameters that {@link applyMix} uses: what a mix does to this sample in this epoch. */
export function drawMixParams<Params>(
  mix: MixTransform<Params>,
  sample: Sample,
  partners: readonly Sample[],
  key: MixKey = {},
): Params {
  const { task, classes, ignoreIndex } = key;
  const context = { ...contextOf(sample, ignoreIndex), task, classes, partners };
  return mix.sample(drawOf(mix, sample.id, key), context);
}

function drawOf({ name }: MixTransform, id: string, { seed = 0, epoch = 0 }: MixKey): Random {
  return random('mix', seed, epoch, id, name, 0);
}
