/** Rounds up to the next multiple. */
export function ceilToMultiple(size: number, multiple: number): number {
  return Math.ceil(size / multiple) * multiple;
}

/** A shape in words: `250×250×3`, with `?` where any size will do. */
export function describeShape(shape: readonly (number | null | undefined)[]): string {
  return shape.map((size) => size ?? '?').join('×');
}
