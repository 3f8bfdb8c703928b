/**
 * Filters rows of bytes: each value becomes the sum of values at the offsets of the taps, weighed in whole numbers, and
 * divided by 2^shift. Taps come in pairs: two offsets in bytes, and two weights of 16 bits.
 */
export function convolve8(
  framed: usize,
  to: usize,
  rowLength: i32,
  height: i32,
  stride: i32,
  pairs: usize,
  count: i32,
  shift: i32,
): void {
  const end = pairs + <usize>count * 12;
  const half = i32x4.splat((1 << shift) >> 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < rowLength; x += 16) {
      const at = framed + <usize>x;
      let a = half;
      let b = half;
      let c = half;
      let d = half;
      for (let pair = pairs; pair < end; pair += 12) {
        const first = v128.load(at + <usize>load<i32>(pair));
        const second = v128.load(at + <usize>load<i32>(pair, 4));
        const weights = v128.load32_splat(pair, 8);
        const low = i8x16.shuffle(first, second, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const high = i8x16.shuffle(first, second, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(low), weights));
        b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(low), weights));
        c = i32x4.add(c, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(high), weights));
        d = i32x4.add(d, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(high), weights));
      }
      const ab = i16x8.narrow_i32x4_s(i32x4.shr_s(a, shift), i32x4.shr_s(b, shift));
      const cd = i16x8.narrow_i32x4_s(i32x4.shr_s(c, shift), i32x4.shr_s(d, shift));
      v128.store(to + <usize>x, i8x16.narrow_i16x8_u(ab, cd));
    }
    framed += <usize>stride;
    to += <usize>rowLength;
  }
}
