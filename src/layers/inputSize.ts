import { ShapeError } from '../core/errors.js';
import { fittingSize, type SizeRule } from '../core/shapes.js';

type Size = number | null;

/** Which sizes a network takes, and what messages say about it. */
export interface InputSizeRule extends SizeRule {
  /** Whether the network has an option `depth` that would help; true by default. */
  readonly hasDepth?: boolean | undefined;
}

/**
 * Refuses a height and width that a network cannot halve often enough, with the size to pad to and the greatest depth
 * that fits. `null` is a size that is not known yet.
 *
 * @param where - the function to name in the message, for instance `unet`
 */
export function checkInputSize(where: string, height: Size, width: Size, rule: InputSizeRule): void {
  const padded = [height, width].map((size) => (size === null ? null : fittingSize(size, rule)));
  if (padded[0] === height && padded[1] === width) return;
  throw new ShapeError(
    `${where}: input ${describe(height, width)} (width×height) ${complaint(height, width, rule)}. ` +
      `Pad to ${describe(padded[0], padded[1])} (augment.padToMultiple, or pad: 'auto' for padding inside the model).` +
      lowerDepth(height, width, rule),
    { expected: padded, actual: [height, width] },
  );
}

function complaint(height: Size, width: Size, { divisor, minimum, hasDepth = true }: InputSizeRule): string {
  const isDivisible = [height, width].every((size) => size === null || size % divisor === 0);
  if (isDivisible) return `is too small: the least is ${describe(minimum ?? null, minimum ?? null)}`;
  return `is not divisible by ${divisor}${hasDepth ? ' (2^depth)' : ''}`;
}

function lowerDepth(height: Size, width: Size, { hasDepth = true }: InputSizeRule): string {
  if (!hasDepth) return '';
  const depth = Math.min(greatestDepth(height), greatestDepth(width));
  return depth === 0 ? ' No depth fits this size as it is.' : ` Or lower depth to ${depth} at most.`;
}

/** How often a size can be halved. */
function greatestDepth(size: Size): number {
  if (size === null) return Number.POSITIVE_INFINITY;
  let depth = 0;
  while (size > 0 && size % 2 ** (depth + 1) === 0) depth++;
  return depth;
}

function describe(height: Size, width: Size): string {
  return `${width ?? '?'}×${height ?? '?'}`;
}
