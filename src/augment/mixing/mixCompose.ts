import { applyPart, checkMixes, drawOfMix, drawPart, infoOf, type MixPart, softenFor } from './mixContainers.js';
import type { MixInfo, MixTransform } from './mixTransform.js';

/** What {@link mixCompose} draws: the parameters of each mix, in their order. */
export interface MixComposeParams {
  readonly parts: readonly MixPart[];
  readonly info: MixInfo;
}

/**
 * Mixes one way after the other, each with partners of its own. One that makes soft masks, `mixUp`, comes last.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const mix = augment.mixCompose([augment.copyPaste(), augment.mixUp({ probability: 0.2 })]);
 * console.log(JSON.stringify(mix));
 * ```
 */
export function mixCompose(mixes: readonly MixTransform[]): MixTransform<MixComposeParams> {
  const name = 'mixCompose';
  checkMixes(name, mixes);
  return {
    name,
    options: { mixes: [...mixes] },
    partners: (draw) => mixes.reduce((sum, mix, i) => sum + mix.partners(drawOfMix(mixes, i, draw)), 0),
    sample: (draw, context) => {
      let state = context.sample();
      let left = context.partners;
      const parts = mixes.map((mix, i) => {
        const arriving = state;
        const { width, height } = arriving.image;
        const part = drawPart(mix, drawOfMix(mixes, i, draw), {
          ...context,
          width,
          height,
          sample: () => arriving,
          partners: left,
        });
        state = applyPart(mix, part, arriving, left);
        left = left.slice(part?.partners ?? 0);
        return part;
      });
      return { parts, info: infoOf(context) };
    },
    apply: ({ parts, info }, sample, partners) => {
      let left = partners;
      const mixed = mixes.reduce((state, mix, i) => {
        const next = applyPart(mix, parts[i], state, left);
        left = left.slice(parts[i]?.partners ?? 0);
        return next;
      }, sample);
      return softenFor(mixes, mixed, info);
    },
    soften: (sample, info) => softenFor(mixes, sample, info),
  };
}
