import { ShapeError } from '../core/errors.js';
import { ceilToMultiple } from '../core/shapes.js';

type Size = number | null;

/**
 * Refuses a height and width that a network cannot halve often enough, with the size to pad to and the greatest depth
 * that fits. `null` is a size that is not known yet.
 *
 * @param where - the function to name in the message, for instance `unet`
 * @param divisor - 2^depth
 * @param hasDepth - whether the network has an option `depth` that would help
 */
export function checkInputSize(where: string, height: Size, width: Size, divisor: number, hasDepth = true): void {
  const padded = [height, width].map((size) => (size === null ? null : ceilToMultiple(size, divisor)));
  if (padded[0] === height && padded[1] === width) return;
  const depth = Math.min(greatestDepth(height), greatestDepth(width));
  const lower = depth === 0 ? ' No depth fits this size as it is.' : ` Or lower depth to ${depth} at most.`;
  throw new ShapeError(
    `${where}: input ${describe(height, width)} (width×height) is not divisible by ${divisor}${hasDepth ? ' (2^depth)' : ''}. ` +
      `Pad to ${describe(padded[0], padded[1])} (augment.padToMultiple, or pad: 'auto' for padding inside the model).${hasDepth ? lower : ''}`,
    { expected: padded, actual: [height, width] },
  );
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
