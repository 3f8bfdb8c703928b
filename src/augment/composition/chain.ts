import type { Random } from '../../core/random.js';
import type { Sample } from '../../data/sample.js';
import type { Size } from '../../raster/resize.js';
import { applySteps } from '../applySteps.js';
import type { Step, Transform, TransformContext } from '../transform.js';

/** Transforms that are applied one after the other: which of a list, in which order, with which parameters. */
export interface Chain {
  /** Positions in the list. */
  readonly order: readonly number[];
  /** The parameters of each, in that order. */
  readonly params: readonly unknown[];
}

/**
 * Draws the parameters of some transforms of a list, to be applied in the given order.
 *
 * Each draws by a key of its own, made of its name and how many of that name come before it in the list: what it draws
 * depends neither on the order nor on transforms of other names.
 */
export function drawChain(
  transforms: readonly Transform[],
  order: readonly number[],
  draw: Random,
  context: TransformContext,
): Chain {
  let size: Size = { width: context.width, height: context.height };
  let before = context.sample;
  const params = order.map((index) => {
    const transform = transforms[index];
    const arriving = before;
    const picture = { ...size, ignoreIndex: context.ignoreIndex, sample: arriving };
    const drawn = transform.sample(draw.key(transform.name, nthOfName(transforms, index)), picture);
    before = once(() => transform.apply(drawn, arriving()));
    size = transform.outputSize?.(drawn, size) ?? size;
    return drawn;
  });
  return { order, params };
}

/** What a transform that applies some of a list is made of. */
export interface ChainParts {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Which transforms are applied, and in which order: positions in the list. */
  readonly order: (draw: Random) => readonly number[];
}

/** A transform that draws which ones of a list are applied, one after the other. */
export function chainTransform(
  transforms: readonly Transform[],
  { name, options, order }: ChainParts,
): Transform<Chain> {
  const steps = (chain: Chain): Step[] =>
    chain.order.map((index, i) => ({ transform: transforms[index], params: chain.params[i] }));
  return {
    name,
    options: { transforms: [...transforms], ...options },
    sample: (draw, context) => drawChain(transforms, order(draw), draw, context),
    apply: (chain, sample) => applySteps(steps(chain), sample),
    outputSize: (chain, size) =>
      steps(chain).reduce((state, { transform, params }) => transform.outputSize?.(params, state) ?? state, size),
    steps,
  };
}

/** How many transforms before this one in the list have its name. */
export function nthOfName(transforms: readonly Transform[], index: number): number {
  return transforms.slice(0, index).filter(({ name }) => name === transforms[index].name).length;
}

/** Works something out when it is first asked for. */
function once(make: () => Sample): () => Sample {
  let made: Sample | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
