import type { MixTransform } from './mixing/mixTransform.js';
import type { Transform } from './transform.js';

/** What {@link describe} takes. */
type Described = Transform | MixTransform;

/**
 * Says in words what a transform, a pipeline or a mix does: a line for each transform with its ranges, those within
 * others further to the right, and before each how often it is applied, where that is not always. How pixels are read and
 * filled in is said where it is not as usual.
 *
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const pipeline = augment.compose([
 *   augment.horizontalFlip(),
 *   augment.withProbability(0.3, augment.gamma()),
 *   augment.oneOf([augment.coarseDropout({ holes: 1 }), augment.gridDropout()], { weights: [1, 3] }),
 * ]);
 * console.log(augment.describe(pipeline));
 * // compose
 * //   50 %  horizontalFlip
 * //   30 %  gamma: gamma 0.8 … 1.25
 * //   oneOf
 * //     25 %  coarseDropout: holes 1, width 0.1 … 0.2, height 0.1 … 0.2, unit part, mask keep
 * //     75 %  gridDropout: ratio 0.5, offset random, mask keep
 * ```
 */
export function describe(pipeline: Transform | MixTransform): string {
  return linesOf(pipeline, 1).join('\n');
}

function linesOf(transform: Described, share: number): string[] {
  const { name, options } = transform;
  const { probability, weights, ...rest } = options as { probability?: number; weights?: readonly number[] };
  const often = share * (probability ?? 1);
  if (name === 'withProbability') return linesOf(options.transform as Described, often);
  const { transforms, mixes, ...plain } = rest as { transforms?: readonly Described[]; mixes?: readonly Described[] };
  const total = weights?.reduce((sum, weight) => sum + weight, 0);
  // Weights of one out of several are how often each is applied; of some out of several they are not.
  const isOne = name === 'oneOf' || name === 'mixOneOf';
  const shareOf = (i: number): number => (isOne && weights && total ? weights[i] / total : 1);
  const isEven = isOne || !weights || weights.every((weight) => weight === weights[0]);
  const shown = Object.entries({ ...plain, ...(!isEven && { weights }) }).filter(
    ([option, value]) => value !== undefined && !usual[option]?.includes(value),
  );
  const words = shown.map(([option, value]) => `${option} ${wordsOf(value, lists.includes(option))}`).join(', ');
  return [
    `${often === 1 ? '' : `${percent(often)}  `}${name}${words ? `: ${words}` : ''}`,
    ...(transforms ?? mixes ?? []).flatMap((child, i) => linesOf(child, shareOf(i)).map((line) => `  ${line}`)),
  ];
}

/** How pixels are read and filled in mostly goes without saying. */
const usual: Readonly<Record<string, readonly unknown[]>> = {
  border: ['constant'],
  fill: [0],
  fitOutput: [false],
  interpolation: ['auto', 'bilinear'],
  maskInterpolation: ['nearest'],
};

/** Options whose two numbers are two values and no range. */
const lists = ['fill', 'labels', 'mean', 'std', 'weights'];

/** A value in words: a range as `low … high`, and as one number if both are alike. */
function wordsOf(value: unknown, isList = false): string {
  if (typeof value === 'number') return String(round(value));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    const isRange = !isList && value.length === 2 && value.every((end) => typeof end === 'number');
    if (!isRange) return `[${value.map((element) => wordsOf(element)).join(', ')}]`;
    return value[0] === value[1] ? wordsOf(value[0]) : `${wordsOf(value[0])} … ${wordsOf(value[1])}`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const parts = Object.entries(value).map(([key, part]) => `${key} ${wordsOf(part)}`);
  return `(${parts.join(', ')})`;
}

const round = (value: number): number => Number(value.toPrecision(4));
const percent = (part: number): string => `${Number((part * 100).toPrecision(3))} %`;
