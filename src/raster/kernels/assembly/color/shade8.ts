/**
 * Darkens pixels of three bytes: `⌊value · (1 − fall · (across[x] + down[y])) + 1/2⌋` in single precision, with a light of
 * 0 … 1. Four pixels at a time; as much is read and overwritten behind the last one, and `across` read.
 */
export function shade8(source: usize, to: usize, across: usize, down: usize, width: i32, height: i32, fall: f32): void {
  const strength = f32x4.splat(fall);
  const one = f32x4.splat(1);
  for (let y = 0; y < height; y++, down += 4) {
    const row = f32x4.splat(load<f32>(down));
    const end = source + 3 * <usize>width;
    let at = across;
    let out = to;
    for (let from = source; from < end; from += 12, out += 12, at += 16) {
      const light = f32x4.sub(one, f32x4.mul(strength, f32x4.add(v128.load(at), row)));
      const bytes = v128.load(from);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const first = shaded(i32x4.extend_low_i16x8_u(low), light, i8x16(0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7));
      const second = shaded(
        i32x4.extend_high_i16x8_u(low),
        light,
        i8x16(4, 5, 6, 7, 4, 5, 6, 7, 8, 9, 10, 11, 8, 9, 10, 11),
      );
      const high = i16x8.extend_high_i8x16_u(bytes);
      const third = shaded(
        i32x4.extend_low_i16x8_u(high),
        light,
        i8x16(8, 9, 10, 11, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15),
      );
      const words = i16x8.narrow_i32x4_u(first, second);
      v128.store(out, i8x16.narrow_i16x8_u(words, i16x8.narrow_i32x4_u(third, third)));
    }
    source = end;
    to += 3 * <usize>width;
  }
}

/** Four values, each by the light that its lanes name. */
function shaded(values: v128, light: v128, lanes: v128): v128 {
  const half = f32x4.splat(0.5);
  const lights = i8x16.swizzle(light, lanes);
  return i32x4.trunc_sat_f32x4_u(f32x4.add(f32x4.mul(f32x4.convert_i32x4_u(values), lights), half));
}
