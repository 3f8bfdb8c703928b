/** Bits behind the point of the factors below, and of values in between. */
const factorBits = 13;
export const valueBits = 4;

const scale = (factor: number): number => Math.round(factor * 2 ** factorBits);
const cosine = (k: number): number => scale(0.5 * Math.cos((k * Math.PI) / 16));

const even = scale(Math.SQRT1_2 / 2);
const [c1, c2, c3, c5, c6, c7] = [1, 2, 3, 5, 6, 7].map(cosine);
const half = 1 << (factorBits - 1);

/** The orthonormal cosine transform of eight numbers that lie `step` apart, in place and in whole numbers. */
export function forwardDct8(v: Int32Array, at: number, step: number): void {
  const last = at + 7 * step;
  const s0 = v[at] + v[last];
  const d0 = v[at] - v[last];
  const s1 = v[at + step] + v[last - step];
  const d1 = v[at + step] - v[last - step];
  const s2 = v[at + 2 * step] + v[last - 2 * step];
  const d2 = v[at + 2 * step] - v[last - 2 * step];
  const s3 = v[at + 3 * step] + v[last - 3 * step];
  const d3 = v[at + 3 * step] - v[last - 3 * step];
  const outer = s0 + s3;
  const inner = s1 + s2;
  const t0 = s0 - s3;
  const t1 = s1 - s2;
  v[at] = (even * (outer + inner) + half) >> factorBits;
  v[at + 4 * step] = (even * (outer - inner) + half) >> factorBits;
  v[at + 2 * step] = (c2 * t0 + c6 * t1 + half) >> factorBits;
  v[at + 6 * step] = (c6 * t0 - c2 * t1 + half) >> factorBits;
  v[at + step] = (c1 * d0 + c3 * d1 + c5 * d2 + c7 * d3 + half) >> factorBits;
  v[at + 3 * step] = (c3 * d0 - c7 * d1 - c1 * d2 - c5 * d3 + half) >> factorBits;
  v[at + 5 * step] = (c5 * d0 - c1 * d1 + c7 * d2 + c3 * d3 + half) >> factorBits;
  v[last] = (c7 * d0 - c5 * d1 + c3 * d2 - c1 * d3 + half) >> factorBits;
}

/** The inverse of {@link forwardDct8}. */
export function inverseDct8(v: Int32Array, at: number, step: number): void {
  const [x0, x1, x2, x3] = [v[at], v[at + step], v[at + 2 * step], v[at + 3 * step]];
  const [x4, x5, x6, x7] = [v[at + 4 * step], v[at + 5 * step], v[at + 6 * step], v[at + 7 * step]];
  const sum = even * (x0 + x4) + half;
  const difference = even * (x0 - x4) + half;
  const p = c2 * x2 + c6 * x6;
  const q = c6 * x2 - c2 * x6;
  const o0 = c1 * x1 + c3 * x3 + c5 * x5 + c7 * x7;
  const o1 = c3 * x1 - c7 * x3 - c1 * x5 - c5 * x7;
  const o2 = c5 * x1 - c1 * x3 + c7 * x5 + c3 * x7;
  const o3 = c7 * x1 - c5 * x3 + c3 * x5 - c1 * x7;
  v[at] = (sum + p + o0) >> factorBits;
  v[at + 7 * step] = (sum + p - o0) >> factorBits;
  v[at + step] = (difference + q + o1) >> factorBits;
  v[at + 6 * step] = (difference + q - o1) >> factorBits;
  v[at + 2 * step] = (difference - q + o2) >> factorBits;
  v[at + 5 * step] = (difference - q - o2) >> factorBits;
  v[at + 3 * step] = (sum - p + o3) >> factorBits;
  v[at + 4 * step] = (sum - p - o3) >> factorBits;
}
