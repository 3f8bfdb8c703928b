import { Warp } from './warp';

/**
 * Where the pixels of an output row come from: a matrix from output to input (nine numbers at `map`), applied to the
 * pixel's own place plus its displacement, where there is a field.
 *
 * Every operation has the same order as in the plain version, so that both give the same bits. Up to four places are
 * worked out at a time: the rows that they are written to have room for three more.
 */

/** Stands for what lies behind the eye of a projective map: far outside every picture. */
const FAR: f64 = -1e15;

/**
 * Places as whole numbers of 1/`scale` pixel. An affine map of whole numbers (`shift`) takes additions; any other is worked
 * out and rounded to the nearest. An affine one then has the scale in its matrix.
 */
export function wholePlaces(warp: Warp, y: i32, xs: usize, ys: usize): void {
  if (warp.shift === 0) {
    mappedPlaces(warp, y, xs, ys);
  } else {
    addedPlaces(warp, <usize>warp.map, y, xs);
    addedPlaces(warp, <usize>warp.map + 24, y, ys);
  }
}

function addedPlaces(warp: Warp, row: usize, y: i32, to: usize): void {
  const step = <i64>load<f64>(row);
  const start = <i64>load<f64>(row + 8) * <i64>y + <i64>load<f64>(row + 16);
  const stride = i64x2.splat(4 * step);
  let low = i64x2.add(i64x2.splat(start), i64x2(0, step));
  let high = i64x2.add(low, i64x2.splat(2 * step));
  const end = to + ((<usize>warp.toWidth) << 2);
  if (warp.shift === 32) {
    for (let at = to; at < end; at += 16) {
      v128.store(at, v128.shuffle<i32>(low, high, 1, 3, 5, 7));
      low = i64x2.add(low, stride);
      high = i64x2.add(high, stride);
    }
    return;
  }
  const shift = warp.shift;
  for (let at = to; at < end; at += 16) {
    v128.store(at, v128.shuffle<i32>(i64x2.shr_u(low, shift), i64x2.shr_u(high, shift), 0, 2, 4, 6));
    low = i64x2.add(low, stride);
    high = i64x2.add(high, stride);
  }
}

/** Adding this to a number leaves it rounded to a whole one, ties to even, in the low 32 bits. */
const ROUNDS: f64 = 6755399441055744;

/** Places are kept within whole numbers of 32 bits. */
const FARTHEST: f64 = 1073741824;

function mappedPlaces(warp: Warp, y: i32, xs: usize, ys: usize): void {
  const map = <usize>warp.map;
  if (!isProjective(map)) fieldPlaces(warp, y, xs, ys);
  else if (warp.fieldX) fieldPerspectivePlaces(warp, y, xs, ys);
  else perspectivePlaces(warp, y, xs, ys);
}

/** An affine map after a field. */
function fieldPlaces(warp: Warp, y: i32, xs: usize, ys: usize): void {
  const map = <usize>warp.map;
  for (let x = 0; x < warp.toWidth; x += 2) {
    const px = placeX(warp, x, y);
    const py = placeY(warp, x, y);
    storeRounded(xs, x, mapped(map, px, py));
    storeRounded(ys, x, mapped(map + 24, px, py));
  }
}

/** A projective map after a field. */
function fieldPerspectivePlaces(warp: Warp, y: i32, xs: usize, ys: usize): void {
  const map = <usize>warp.map;
  const scale = f64x2.splat(warp.scale);
  for (let x = 0; x < warp.toWidth; x += 2) {
    const px = placeX(warp, x, y);
    const py = placeY(warp, x, y);
    const depth = mapped(map + 48, px, py);
    const inFront = f64x2.gt(depth, f64x2.splat(0));
    const share = f64x2.div(scale, depth);
    storeRounded(xs, x, seen(f64x2.mul(mapped(map, px, py), share), inFront));
    storeRounded(ys, x, seen(f64x2.mul(mapped(map + 24, px, py), share), inFront));
  }
}

/** A projective map alone. Its numbers are so rounded that sums of them are exact: it takes additions, and a division. */
function perspectivePlaces(warp: Warp, y: i32, xs: usize, ys: usize): void {
  const map = <usize>warp.map;
  const scale = f64x2.splat(warp.scale);
  const px = f64x2(0, 1);
  const py = f64x2.splat(<f64>y);
  let sx = mapped(map, px, py);
  let sy = mapped(map + 24, px, py);
  let depth = mapped(map + 48, px, py);
  const stepX = f64x2.splat(2 * load<f64>(map));
  const stepY = f64x2.splat(2 * load<f64>(map + 24));
  const stepDepth = f64x2.splat(2 * load<f64>(map + 48));
  for (let x = 0; x < warp.toWidth; x += 2) {
    const inFront = f64x2.gt(depth, f64x2.splat(0));
    const share = f64x2.div(scale, depth);
    storeRounded(xs, x, seen(f64x2.mul(sx, share), inFront));
    storeRounded(ys, x, seen(f64x2.mul(sy, share), inFront));
    sx = f64x2.add(sx, stepX);
    sy = f64x2.add(sy, stepY);
    depth = f64x2.add(depth, stepDepth);
  }
}

function storeRounded(row: usize, x: i32, place: v128): void {
  const near = f64x2.pmax(f64x2.pmin(place, f64x2.splat(FARTHEST)), f64x2.splat(-FARTHEST));
  const rounded = f64x2.add(near, f64x2.splat(ROUNDS));
  v128.store64_lane(row + ((<usize>x) << 2), v128.shuffle<i32>(rounded, rounded, 0, 2, 0, 2), 0);
}

/** A place, or far outside if it lies behind the eye. */
function seen(place: v128, inFront: v128): v128 {
  return v128.bitselect(place, f64x2.splat(FAR), inFront);
}

function placeX(warp: Warp, x: i32, y: i32): v128 {
  const own = f64x2.add(f64x2.splat(<f64>x), f64x2(0, 1));
  return warp.fieldX ? f64x2.add(own, displacements(<usize>warp.fieldX, warp, x, y)) : own;
}

function placeY(warp: Warp, x: i32, y: i32): v128 {
  const own = f64x2.splat(<f64>y);
  return warp.fieldY ? f64x2.add(own, displacements(<usize>warp.fieldY, warp, x, y)) : own;
}

function displacements(field: usize, warp: Warp, x: i32, y: i32): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(field + ((<usize>(y * warp.toWidth + x)) << 2)));
}

/** Places as float64, in pixels. */
export function exactPlaces(warp: Warp, y: i32, xs: usize, ys: usize): void {
  const map = <usize>warp.map;
  const projective = isProjective(map);
  for (let x = 0; x < warp.toWidth; x += 2) {
    const px = placeX(warp, x, y);
    const py = placeY(warp, x, y);
    let sx = mapped(map, px, py);
    let sy = mapped(map + 24, px, py);
    if (projective) {
      const depth = mapped(map + 48, px, py);
      const inFront = f64x2.gt(depth, f64x2.splat(0));
      const share = f64x2.div(f64x2.splat(1), depth);
      sx = seen(f64x2.mul(sx, share), inFront);
      sy = seen(f64x2.mul(sy, share), inFront);
    }
    v128.store(xs + ((<usize>x) << 3), sx);
    v128.store(ys + ((<usize>x) << 3), sy);
  }
}

function isProjective(map: usize): bool {
  return load<f64>(map + 48) !== 0 || load<f64>(map + 56) !== 0 || load<f64>(map + 64) !== 1;
}

/** One row of the matrix: `a·x + (b·y + c)`. */
function mapped(row: usize, px: v128, py: v128): v128 {
  const fixed = f64x2.add(f64x2.mul(v128.load64_splat(row + 8), py), v128.load64_splat(row + 16));
  return f64x2.add(f64x2.mul(v128.load64_splat(row), px), fixed);
}
