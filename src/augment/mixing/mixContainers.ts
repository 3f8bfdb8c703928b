import { OptionError } from '../../core/errors.js';
import type { Random } from '../../core/random.js';
import type { Sample } from '../../data/sample.js';
import type { MixContext, MixInfo, MixTransform } from './mixTransform.js';

/** What one of several mixes drew, or `null` where it leaves the sample alone. */
export type MixPart = { readonly partners: number; readonly params: unknown } | null;

/** Refuses a list of mixes that is none, is empty, or has something else in it. */
export function checkMixes(where: string, mixes: readonly MixTransform[]): void {
  if (!Array.isArray(mixes) || mixes.length === 0) {
    throw new OptionError(`${where}: it takes an array of mixes, such as [augment.cutMix()].`, {
      option: 'mixes',
      value: mixes,
    });
  }
  mixes.forEach((mix: Partial<MixTransform> | undefined, index) => {
    if (typeof mix?.partners === 'function' && typeof mix.apply === 'function') return;
    const cure =
      'Give one of augment.cutMix, mixUp, mosaic and copyPaste; other transforms go to the loader as augment.';
    throw new OptionError(`${where}: element ${index} is no mix. ${cure}`, { option: 'mixes', value: mix });
  });
}

/** The stream of a mix in a list: by its name and how many of that name come before it. */
export function drawOfMix(mixes: readonly MixTransform[], index: number, draw: Random): Random {
  const { name } = mixes[index];
  return draw.key(name, mixes.slice(0, index).filter((mix) => mix.name === name).length);
}

/** What the mix at this position draws for a sample and those of its partners that are still to be had. */
export function drawPart(mix: MixTransform, draw: Random, context: MixContext): MixPart {
  const count = mix.partners(draw);
  if (count === 0) return null;
  return { partners: count, params: mix.sample(draw, { ...context, partners: context.partners.slice(0, count) }) };
}

/** Does what a part says. */
export function applyPart(mix: MixTransform, part: MixPart, sample: Sample, partners: readonly Sample[]): Sample {
  return part ? mix.apply(part.params, sample, partners.slice(0, part.partners)) : sample;
}

/** Softens the mask if any of the mixes may: a list gives one kind of masks, whatever it draws. */
export function softenFor(mixes: readonly MixTransform[], sample: Sample, info: MixInfo): Sample {
  return mixes.reduce((state, mix) => mix.soften?.(state, info) ?? state, sample);
}

/** What is known of the data, and no more. */
export function infoOf({ task, classes, ignoreIndex }: MixInfo): MixInfo {
  return {
    ...(task !== undefined && { task }),
    ...(classes !== undefined && { classes }),
    ...(ignoreIndex !== undefined && { ignoreIndex }),
  };
}
