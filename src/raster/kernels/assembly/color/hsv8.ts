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
      const left = min(4, pixels - p);
      storePixel(to, i32x4.extract_lane(packed, 0));
      if (left > 1) storePixel(to + step, i32x4.extract_lane(packed, 1));
      if (left > 2) storePixel(to + 2 * step, i32x4.extract_lane(packed, 2));
      if (left > 3) storePixel(to + 3 * step, i32x4.extract_lane(packed, 3));
    }
    source += 4 * step;
    to += 4 * step;
  }
}

function storePixel(to: usize, color: i32): void {
  store<u16>(to, <u16>color);
  store<u8>(to, <u8>(color >> 16), 2);
}

/** Four pixels: their reds, greens and blues in the lowest twelve bytes. */
function loadPixels(source: usize, step: usize): v128 {
  if (step === 3) {
    return i8x16.swizzle(v128.load(source), i8x16(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, -1, -1, -1, -1));
  }
  const pixels = i32x4(
    load<i32>(source),
    load<i32>(source + step),
    load<i32>(source + 2 * step),
    load<i32>(source + 3 * step),
  );
  return i8x16.swizzle(pixels, i8x16(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, -1, -1, -1, -1));
}

/** Four whole numbers of the bytes from 4 · part on. */
function floats(bytes: v128, part: i32): v128 {
  const shorts = part < 2 ? i16x8.extend_low_i8x16_u(bytes) : i16x8.extend_high_i8x16_u(bytes);
  return f32x4.convert_i32x4_u(part === 1 ? i32x4.extend_high_i16x8_u(shorts) : i32x4.extend_low_i16x8_u(shorts));
}

function shiftFour(bytes: v128, turn: i32, saturation: i32, shift: i32): v128 {
  const zero = f32x4.splat(0);
  const full = f32x4.splat(255);
  const half = f32x4.splat(0.5);
  const r = floats(bytes, 0);
  const g = floats(bytes, 1);
  const b = floats(bytes, 2);
  const value = f32x4.max(r, f32x4.max(g, b));
  const spread = f32x4.sub(value, f32x4.min(r, f32x4.min(g, b)));
  const isColored = f32x4.gt(spread, zero);

  const divisor = f32x4.max(spread, f32x4.splat(1));
  const isRed = f32x4.eq(value, r);
  const isGreen = f32x4.eq(value, g);
  const difference = v128.bitselect(f32x4.sub(g, b), v128.bitselect(f32x4.sub(b, r), f32x4.sub(r, g), isGreen), isRed);
  const base = v128.bitselect(zero, v128.bitselect(f32x4.splat(60), f32x4.splat(120), isGreen), isRed);
  let hue = f32x4.add(base, f32x4.div(f32x4.mul(f32x4.splat(30), difference), divisor));
  const circle = f32x4.splat(180);
  hue = f32x4.add(hue, v128.and(f32x4.lt(hue, zero), circle));
  hue = f32x4.floor(f32x4.add(hue, half));
  hue = f32x4.sub(hue, v128.and(f32x4.ge(hue, circle), circle));
  hue = f32x4.add(hue, f32x4.splat(<f32>turn));
  hue = f32x4.sub(hue, v128.and(f32x4.ge(hue, circle), circle));

  let s = f32x4.floor(f32x4.add(f32x4.div(f32x4.mul(full, spread), f32x4.max(value, f32x4.splat(1))), half));
  s = f32x4.min(full, f32x4.max(zero, f32x4.add(s, f32x4.splat(<f32>saturation))));
  s = v128.and(s, isColored);
  const v = f32x4.min(full, f32x4.max(zero, f32x4.add(value, f32x4.splat(<f32>shift))));

  const index = i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.add(hue, half), f32x4.splat(1.0 / 30.0)));
  const part = f32x4.sub(hue, f32x4.mul(f32x4.convert_i32x4_s(index), f32x4.splat(30)));
  const whole = f32x4.splat(7650);
  const low = settle(f32x4.div(f32x4.mul(v, f32x4.sub(full, s)), full));
  const falling = settle(f32x4.div(f32x4.mul(v, f32x4.sub(whole, f32x4.mul(s, part))), whole));
  const left = f32x4.sub(f32x4.splat(30), part);
  const rising = settle(f32x4.div(f32x4.mul(v, f32x4.sub(whole, f32x4.mul(s, left))), whole));
  const top = i32x4.trunc_sat_f32x4_s(v);

  const is0 = i32x4.eq(index, i32x4.splat(0));
  const is1 = i32x4.eq(index, i32x4.splat(1));
  const is2 = i32x4.eq(index, i32x4.splat(2));
  const is3 = i32x4.eq(index, i32x4.splat(3));
  const is4 = i32x4.eq(index, i32x4.splat(4));
  const is5 = i32x4.eq(index, i32x4.splat(5));
  const red = choose(v128.or(is0, is5), top, v128.or(is2, is3), low, is1, falling, rising);
  const green = choose(v128.or(is1, is2), top, v128.or(is4, is5), low, is3, falling, rising);
  const blue = choose(v128.or(is3, is4), top, v128.or(is0, is1), low, is5, falling, rising);
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(red, green), i16x8.narrow_i32x4_s(blue, blue));
}

function settle(value: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.add(value, f32x4.splat(0.5)));
}

function choose(isTop: v128, top: v128, isLow: v128, low: v128, isFalling: v128, falling: v128, rising: v128): v128 {
  return v128.bitselect(top, v128.bitselect(low, v128.bitselect(falling, rising, isFalling), isLow), isTop);
}
