/** One part of what is hashed. Numbers and strings never collide: `1` and `'1'` are two parts. */
export type HashPart = string | number;

/** FNV-1a over the tagged parts from four different starting points, each mixed by MurmurHash3's finalizer: 128 bits. */
export function hashParts(parts: readonly HashPart[]): [number, number, number, number] {
  const text = parts.map((part) => (typeof part === 'number' ? `n${part}` : `s${part.length}:${part}`)).join('|');
  const bytes = new TextEncoder().encode(text);
  return [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35].map((basis) => {
    let hash = basis;
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    return mix(hash);
  }) as [number, number, number, number];
}

/** The hash as 32 hexadecimal digits, by which long lists are told apart. */
export const fingerprint = (parts: readonly HashPart[]): string =>
  hashParts(parts)
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('');

/** MurmurHash3's 32-bit finalizer. */
function mix(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
