/** A number as JSON has it: NaN and the infinities in words. */
export type PlainNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** For JSON, which turns NaN and infinities into null. */
export function toPlain(value: number): PlainNumber {
  return Number.isFinite(value) ? value : (String(value) as PlainNumber);
}

/** And back. */
export function fromPlain(value: PlainNumber): number {
  return Number(value);
}
