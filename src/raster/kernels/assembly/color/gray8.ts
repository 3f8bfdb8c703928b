/**
 * Makes pixels of three bytes grey: `(19595 R + 38470 G + 7471 B + 32768) >> 16`, thrice. Four pixels at a time; as much is
 * read and overwritten behind the last one.
 */
export function gray8(source: usize, to: usize, pixels: i32): void {
  const end = source + 3 * <usize>pixels;
  const redGreen = i16x8(19595, 19235, 19595, 19235, 19595, 19235, 19595, 19235);
  const blueGreen = i16x8(7471, 19235, 7471, 19235, 7471, 19235, 7471, 19235); // 2 · 19235 is 38470
  const half = i32x4.splat(32768);
  for (; source < end; source += 12, to += 12) {
    const four = v128.load(source);
    const a = i8x16.swizzle(four, i8x16(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
    const b = i8x16.swizzle(four, i8x16(2, -1, 1, -1, 5, -1, 4, -1, 8, -1, 7, -1, 11, -1, 10, -1));
    const sum = i32x4.add(i32x4.dot_i16x8_s(a, redGreen), i32x4.dot_i16x8_s(b, blueGreen));
    const gray = i32x4.add(sum, half); // the third byte of each
    v128.store(to, i8x16.swizzle(gray, i8x16(2, 2, 2, 6, 6, 6, 10, 10, 10, 14, 14, 14, -1, -1, -1, -1)));
  }
}
