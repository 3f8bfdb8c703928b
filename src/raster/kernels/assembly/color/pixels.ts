/** Writes up to four pixels of three bytes each, which lie in the lanes of 32 bits. */
export function storePixels(to: usize, step: usize, colors: v128, count: i32): void {
  storePixel(to, i32x4.extract_lane(colors, 0));
  if (count > 1) storePixel(to + step, i32x4.extract_lane(colors, 1));
  if (count > 2) storePixel(to + 2 * step, i32x4.extract_lane(colors, 2));
  if (count > 3) storePixel(to + 3 * step, i32x4.extract_lane(colors, 3));
}

function storePixel(to: usize, color: i32): void {
  store<u16>(to, <u16>color);
  store<u8>(to, <u8>(color >> 16), 2);
}

/** Four pixels: their reds, greens and blues in the lowest twelve bytes. */
export function loadPixels(source: usize, step: usize): v128 {
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
export function floats(bytes: v128, part: i32): v128 {
  const shorts = part < 2 ? i16x8.extend_low_i8x16_u(bytes) : i16x8.extend_high_i8x16_u(bytes);
  return f32x4.convert_i32x4_u(part === 1 ? i32x4.extend_high_i16x8_u(shorts) : i32x4.extend_low_i16x8_u(shorts));
}
