/** The 32-bit FNV-1a hash of a name. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The values that belong to a name: mulberry32, started by its hash, spread evenly around a centre. */
export function generate(name: string, size: number, center: number, scale: number, seed: number): Float32Array {
  let state = (hashName(name) ^ seed) | 0;
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    values[i] = center + scale * (2 * (((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) - 1);
  }
  return values;
}
