/**
 * What lies outside a picture `abcd`:
 *
 * - `constant`: a fill value
 * - `replicate`: `aaa|abcd|ddd`
 * - `reflect`: `cba|abcd|dcb`, the edge pixel twice
 * - `reflect101`: `dcb|abcd|cba`, the edge pixel once
 * - `wrap`: `bcd|abcd|abc`
 */
export type Border = 'constant' | 'replicate' | 'reflect' | 'reflect101' | 'wrap';

/** All borders, for validation and for loops over them. */
export const borders: readonly Border[] = ['constant', 'replicate', 'reflect', 'reflect101', 'wrap'];

/** The pixel in `0 … size−1` that stands for position `i`, at any distance; −1 outside a `constant` border. */
export function borderIndex(i: number, size: number, border: Border): number {
  if (i >= 0 && i < size) return i;
  if (border === 'constant') return -1;
  if (border === 'replicate') return i < 0 ? 0 : size - 1;
  if (border === 'wrap') return modulo(i, size);
  if (border === 'reflect') {
    const position = modulo(i, 2 * size);
    return position < size ? position : 2 * size - 1 - position;
  }
  if (size === 1) return 0;
  const position = modulo(i, 2 * size - 2);
  return position < size ? position : 2 * size - 2 - position;
}

/** The remainder that is never negative. */
const modulo = (i: number, n: number): number => ((i % n) + n) % n;
