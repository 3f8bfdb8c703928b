import type { Raster } from '../raster.js';

/** The optical densities of red, green and blue of a stain, of length 1. */
export type StainVector = readonly [red: number, green: number, blue: number];

/** Hematoxylin and eosin. */
export type StainPair = readonly [hematoxylin: StainVector, eosin: StainVector];

const unit = ([r, g, b]: StainVector): StainVector => {
  const length = Math.hypot(r, g, b);
  return [r / length, g / length, b / length];
};

/** What Ruifrok and Johnston (2001) measured. */
export const usualStains: StainPair = [unit([0.65, 0.704, 0.286]), unit([0.072, 0.99, 0.105])];

/** Densities below this are background. */
export const faint = 0.15;

/** The optical density of a value, `−ln(x / maximum)`; half a level stands for none. */
export const densityOf = (value: number, maximum: number): number =>
  -Math.log(Math.min(1, Math.max(value / maximum, 0.5 / 255)));

/** At most so many pixels are looked at. */
const most = 20000;

/**
 * The stains of a picture by Macenko et al. (2009): the plane in which densities mostly lie, and in it the directions that
 * all but 1 % of the pixels lie between. `undefined` where too little is stained to say.
 */
export function estimateStains({ data, channels }: Raster, maximum: number): StainPair | undefined {
  const step = Math.max(1, Math.floor(data.length / channels / most)) * channels;
  const densities: StainVector[] = [];
  for (let i = 0; i < data.length; i += step) {
    const density = [data[i], data[i + 1], data[i + 2]].map((value) => densityOf(value, maximum));
    if (Math.min(...density) > faint) densities.push(density as unknown as StainVector);
  }
  if (densities.length < 20) return undefined;
  const [first, second] = mainDirections(densities);
  const angles = densities
    .map((density) => Math.atan2(dot(density, second), dot(density, first)))
    .sort((a, b) => a - b);
  const at = (part: number): StainVector => {
    const angle = angles[Math.round(part * (angles.length - 1))];
    return unit([0, 1, 2].map((c) => Math.cos(angle) * first[c] + Math.sin(angle) * second[c]) as never);
  };
  const ends = [at(0.01), at(0.99)].map((end) => (end[0] + end[1] + end[2] < 0 ? (end.map((v) => -v) as never) : end));
  const [a, b] = ends as [StainVector, StainVector];
  if (Math.abs(dot(a, b)) > 0.999) return undefined; // one stain alone
  return a[0] > b[0] ? [a, b] : [b, a]; // hematoxylin takes more red
}

const dot = (a: StainVector, b: StainVector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** The two directions in which densities differ most, the first pointing to where they are. */
function mainDirections(densities: readonly StainVector[]): StainPair {
  const count = densities.length;
  const mean = [0, 1, 2].map((c) => densities.reduce((sum, density) => sum + density[c], 0) / count);
  const covariance = [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) => densities.reduce((sum, d) => sum + (d[i] - mean[i]) * (d[j] - mean[j]), 0) / count),
  );
  const first = strongest(covariance);
  const left = covariance.map((row, i) =>
    row.map((value, j) => value - stretch(covariance, first) * first[i] * first[j]),
  );
  const second = strongest(left);
  return [dot(first, mean as never) < 0 ? (first.map((v) => -v) as never) : first, second];
}

const times = (matrix: readonly (readonly number[])[], v: StainVector): StainVector =>
  matrix.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as unknown as StainVector;

/** How far a symmetric matrix stretches a direction of its own. */
const stretch = (matrix: readonly (readonly number[])[], v: StainVector): number => dot(times(matrix, v), v);

/** The direction that a symmetric matrix stretches most, by powers of it. */
function strongest(matrix: readonly (readonly number[])[]): StainVector {
  let v: StainVector = unit([0.6, 0.7, 0.4]);
  for (let i = 0; i < 200; i++) {
    const next = times(matrix, v);
    if (Math.hypot(...next) < 1e-12) return v;
    v = unit(next);
  }
  return v;
}
