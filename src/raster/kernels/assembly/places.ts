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
 * Places as whole numbers. An affine map of whole numbers (`shift`) only takes additions; otherwise the first two rows of
 * the matrix are scaled to the unit, and hold the half that rounds to the nearest where the map is affine.
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

function mappedPlaces(warp: Warp, y: i32, xs: usize, ys: usize): void {
  const width = warp.toWidth;
  const map = <usize>warp.map;
  const fieldX = <usize>warp.fieldX;
  const fieldY = <usize>warp.fieldY;
  const projective = isProjective(map);
  const half = f64x2.splat(0.5);
  for (let x = 0; x < width; x += 2) {
    const at = (<usize>(y * width + x)) << 2;
    let px = f64x2.add(f64x2.splat(<f64>x), f64x2(0, 1));
    let py = f64x2.splat(<f64>y);
    if (fieldX) {
      px = f64x2.add(px, f64x2.promote_low_f32x4(v128.load64_zero(fieldX + at)));
      py = f64x2.add(py, f64x2.promote_low_f32x4(v128.load64_zero(fieldY + at)));
    }
    let sx = mapped(map, px, py);
    let sy = mapped(map + 24, px, py);
    if (projective) {
      const depth = mapped(map + 48, px, py);
      sx = f64x2.add(divided(sx, depth), half);
      sy = f64x2.add(divided(sy, depth), half);
    }
    const to = (<usize>x) << 2;
    v128.store64_lane(xs + to, i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(sx)), 0);
    v128.store64_lane(ys + to, i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(sy)), 0);
  }
}

/** Places as float64, in pixels. */
export function exactPlaces(warp: Warp, y: i32, xs: usize, ys: usize): void {
  const width = warp.toWidth;
  const map = <usize>warp.map;
  const fieldX = <usize>warp.fieldX;
  const fieldY = <usize>warp.fieldY;
  const projective = isProjective(map);
  for (let x = 0; x < width; x += 2) {
    const at = (<usize>(y * width + x)) << 2;
    let px = f64x2.add(f64x2.splat(<f64>x), f64x2(0, 1));
    let py = f64x2.splat(<f64>y);
    if (fieldX) {
      px = f64x2.add(px, f64x2.promote_low_f32x4(v128.load64_zero(fieldX + at)));
      py = f64x2.add(py, f64x2.promote_low_f32x4(v128.load64_zero(fieldY + at)));
    }
    let sx = mapped(map, px, py);
    let sy = mapped(map + 24, px, py);
    if (projective) {
      const depth = mapped(map + 48, px, py);
      sx = divided(sx, depth);
      sy = divided(sy, depth);
    }
    const to = (<usize>x) << 3;
    v128.store(xs + to, sx);
    v128.store(ys + to, sy);
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

function divided(place: v128, depth: v128): v128 {
  return v128.bitselect(f64x2.div(place, depth), f64x2.splat(FAR), f64x2.gt(depth, f64x2.splat(0)));
}
