import type { CodedPlane } from './vp8Predict.js';

const clampSigned = (value: number): number => Math.min(127, Math.max(-128, value));
const clampByte = (value: number): number => Math.min(255, Math.max(0, value));

/**
 * Smooths the edges of blocks where they are no edges of the picture: VP8's normal loop filter (RFC 6386, section 15) at a
 * level from 1 to 63, more strongly between blocks of `size` than between those of 4 within them.
 */
export function filterEdges({ data, width }: CodedPlane, size: number, level: number): void {
  if (level === 0) return;
  const height = data.length / width;
  for (let y = 0; y < height; y += 4) {
    for (let x = 0; x < width; x += 4) {
      if (x > 0) for (let i = 0; i < 4; i++) filterAcross(data, (y + i) * width + x, 1, x % size === 0, level);
      if (y > 0) for (let i = 0; i < 4; i++) filterAcross(data, y * width + x + i, width, y % size === 0, level);
    }
  }
}

/** Smooths from the pixel before `at` to the one after it; pixels of a line lie `step` apart. */
function filterAcross(data: Uint8Array, at: number, step: number, isOuter: boolean, level: number): void {
  const p0 = data[at - step];
  const p1 = data[at - 2 * step];
  const q0 = data[at];
  const q1 = data[at + step];
  const limit = (isOuter ? 2 * (level + 2) : 2 * level) + level;
  if (Math.abs(p0 - q0) * 2 + (Math.abs(p1 - q1) >> 1) > limit) return;
  const p2 = data[at - 3 * step];
  const p3 = data[at - 4 * step];
  const q2 = data[at + 2 * step];
  const q3 = data[at + 3 * step];
  const inner = Math.max(Math.abs(p3 - p2), Math.abs(p2 - p1), Math.abs(q3 - q2), Math.abs(q2 - q1));
  const change = Math.max(Math.abs(p1 - p0), Math.abs(q1 - q0));
  if (Math.max(inner, change) > level) return;
  const isSharp = change > (level >= 40 ? 2 : level >= 15 ? 1 : 0);
  const outer = clampSigned(p1 - q1);
  if (isSharp || !isOuter) {
    const base = clampSigned((isSharp ? outer : 0) + 3 * (q0 - p0));
    const after = clampSigned(base + 4) >> 3;
    data[at] = clampByte(q0 - after);
    data[at - step] = clampByte(p0 + (clampSigned(base + 3) >> 3));
    if (isSharp) return;
    data[at + step] = clampByte(q1 - ((after + 1) >> 1));
    data[at - 2 * step] = clampByte(p1 + ((after + 1) >> 1));
    return;
  }
  const base = clampSigned(outer + 3 * (q0 - p0));
  [27, 18, 9].forEach((weight, i) => {
    const shift = (weight * base + 63) >> 7;
    data[at + i * step] = clampByte(data[at + i * step] - shift);
    data[at - (i + 1) * step] = clampByte(data[at - (i + 1) * step] + shift);
  });
}
