/** Rounds up to the next multiple. */
export function ceilToMultiple(size: number, multiple: number): number {
  return Math.ceil(size / multiple) * multiple;
}

/** The least size that is a multiple of `divisor`, and not below `minimum`, itself a multiple. */
export function fittingSize(size: number, { divisor, minimum = 0 }: SizeRule): number {
  return Math.max(ceilToMultiple(size, divisor), minimum);
}

/** Which heights and widths a network takes. */
export interface SizeRule {
  /** What they must be multiples of. */
  readonly divisor: number;
  /** The least of them, where that is more than the divisor. */
  readonly minimum?: number | undefined;
}

/** A shape in words: `250×250×3`, with `?` where any size will do. */
export function describeShape(shape: readonly (number | null | undefined)[]): string {
  return shape.map((size) => size ?? '?').join('×');
}
