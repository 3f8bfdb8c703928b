import { floats, loadPixels, storePixels } from './pixels';

/**
 * Shifts hue (0 … 179), saturation and value (0 … 255) of red, green and blue bytes, rounded to these units in between.
 * Every quotient is far enough from a half that single precision rounds it like double precision; see hsv.ts.
 */
export function shiftHsv8(
  source: usize,
  to: usize,
  pixels: i32,
  channels: i32,
  turn: i32,
  saturation: i32,
  value: i32,
): void {
  const step = <usize>channels;
  for (let p = 0; p < pixels; p += 4) {
    const a = loadPixels(source, step);
    const colors = shiftFour(a, turn, saturation, value);
    if (channels === 3) {
      const packed = i8x16.swizzle(colors, i8x16(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11, -1, -1, -1, -1));
      v128.store64_lane(to, packed, 0);
      v128.store32_lane(to + 8, packed, 2);
    } else {
      const packed = i8x16.swizzle(colors, i8x16(0, 4, 8, -1, 1, 5, 9, -1, 2, 6, 10, -1, 3, 7, 11, -1));
      storePixels(to, step, packed, min(4, pixels - p));
    }
    source += 4 * step;
    to += 4 * step;
  }
}

function shiftFour(bytes: v128, turn: i32, saturation: i32, shift: i32): v128 {
  const zero = f32x4.splat(0);
  const full = f32x4.splat(255);
  const half = f32x4.splat(0.5);
  const circle = f32x4.splat(180);
  const one = f32x4.splat(1);
  const r = floats(bytes, 0);
  const g = floats(bytes, 1);
  const b = floats(bytes, 2);
  const value = f32x4.pmax(r, f32x4.pmax(g, b));
  const spread = f32x4.sub(value, f32x4.pmin(r, f32x4.pmin(g, b)));

  const isRed = f32x4.eq(value, r);
  const isGreen = v128.andnot(f32x4.eq(value, g), isRed);
  const minuend = v128.bitselect(g, v128.bitselect(b, r, isGreen), isRed);
  const subtrahend = v128.bitselect(b, v128.bitselect(r, g, isGreen), isRed);
  const base = v128.andnot(v128.bitselect(f32x4.splat(60), f32x4.splat(120), isGreen), isRed);
  const turned = f32x4.mul(f32x4.splat(30), f32x4.sub(minuend, subtrahend));
  let hue = f32x4.add(base, f32x4.div(turned, f32x4.pmax(spread, one)));
  hue = f32x4.add(hue, v128.and(f32x4.lt(hue, zero), circle));
  hue = f32x4.floor(f32x4.add(hue, half));
  hue = f32x4.sub(hue, v128.and(f32x4.ge(hue, circle), circle));
  hue = f32x4.add(hue, f32x4.splat(<f32>turn));

  let s = f32x4.floor(f32x4.add(f32x4.div(f32x4.mul(full, spread), f32x4.pmax(value, one)), half));
  s = f32x4.pmin(f32x4.pmax(f32x4.add(s, f32x4.splat(<f32>saturation)), zero), full);
  s = v128.and(s, f32x4.gt(spread, zero));
  const v = f32x4.pmin(f32x4.pmax(f32x4.add(value, f32x4.splat(<f32>shift)), zero), full);

  const red = channel(hue, 150, s, v);
  const green = channel(hue, 90, s, v);
  const blue = channel(hue, 30, s, v);
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(red, green), i16x8.narrow_i32x4_s(blue, blue));
}

/**
 * A channel of a colour: full for a third of the circle, low for a third, and straight in between. `v · (7650 − s · m)` is
 * a whole number that single precision holds, and its share of 7650 is far enough from a half.
 */
function channel(hue: v128, phase: f32, s: v128, v: v128): v128 {
  const circle = f32x4.splat(180);
  let k = f32x4.add(hue, f32x4.splat(phase));
  k = f32x4.sub(k, v128.and(f32x4.ge(k, circle), circle));
  k = f32x4.sub(k, v128.and(f32x4.ge(k, circle), circle));
  const bent = f32x4.pmin(f32x4.pmin(k, f32x4.sub(f32x4.splat(120), k)), f32x4.splat(30));
  const m = f32x4.pmax(bent, f32x4.splat(0));
  const share = f32x4.mul(v, f32x4.sub(f32x4.splat(7650), f32x4.mul(s, m)));
  const level = f32x4.floor(f32x4.add(f32x4.mul(share, f32x4.splat(<f32>(1.0 / 7650.0))), f32x4.splat(0.5)));
  return v128.and(f32x4.add(level, f32x4.splat(8388608)), i32x4.splat(0x7fffff));
}
