import { floats, loadPixels, storePixels } from './pixels';

/**
 * Mixes red, green and blue bytes by a matrix of nine float32, row by row, and adds a tenth: in single precision, rounded
 * and clipped. Where there are more channels, those of `to` are kept.
 */
export function mixColors8(source: usize, to: usize, pixels: i32, channels: i32, matrix: usize): void {
  const step = <usize>channels;
  const shift = v128.load32_splat(matrix, 36);
  for (let p = 0; p < pixels; p += 4) {
    const bytes = loadPixels(source, step);
    const r = floats(bytes, 0);
    const g = floats(bytes, 1);
    const b = floats(bytes, 2);
    const red = mix(matrix, r, g, b, shift);
    const green = mix(matrix + 12, r, g, b, shift);
    const blue = mix(matrix + 24, r, g, b, shift);
    const colors = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(red, green), i16x8.narrow_i32x4_s(blue, blue));
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

function mix(row: usize, r: v128, g: v128, b: v128, shift: v128): v128 {
  const red = f32x4.mul(v128.load32_splat(row), r);
  const green = f32x4.mul(v128.load32_splat(row, 4), g);
  const blue = f32x4.mul(v128.load32_splat(row, 8), b);
  const sum = f32x4.add(f32x4.add(f32x4.add(red, green), blue), shift);
  const clipped = f32x4.pmin(f32x4.pmax(f32x4.floor(sum), f32x4.splat(0)), f32x4.splat(255));
  return v128.and(f32x4.add(clipped, f32x4.splat(8388608)), i32x4.splat(0x7fffff));
}
