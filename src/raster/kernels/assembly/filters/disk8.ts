/**
 * The mean of a disk of bytes, by sums that run along each row; see diskBlur.ts. `disk` holds three int32 for each of its
 * rows: where its whole pixels begin in a row of sums, how many values they are, and how much the pixels at its ends
 * count in 256ths. `sums` has room for a row of int32 with its margins for every row of the picture.
 */
export function disk8(
  source: usize,
  to: usize,
  rows: usize,
  columns: usize,
  sums: usize,
  disk: usize,
  width: i32,
  height: i32,
  channels: i32,
  count: i32,
  margin: i32,
  total: f64,
): void {
  const line = width * channels;
  const stride = (<usize>((width + 2 * margin + 1) * channels + 4)) << 2;
  for (let y = 0; y < height; y++) {
    runAlong(source + <usize>(y * line), sums + <usize>y * stride, columns, width + 2 * margin, channels);
  }
  const divisor = f64x2.splat(total);
  const half = f64x2.splat(0.5);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < line; x += 4) {
      let sum = i32x4.splat(0);
      for (let i = 0; i < count; i++) {
        const entry = disk + <usize>(i * 12);
        const row = sums + <usize>load<i32>(rows + ((<usize>(y + i)) << 2)) * stride;
        const first = row + ((<usize>(x + load<i32>(entry))) << 2);
        const length = (<usize>load<i32>(entry, 4)) << 2;
        const ends = load<i32>(entry, 8);
        const whole = i32x4.sub(v128.load(first + length), v128.load(first));
        sum = i32x4.add(sum, i32x4.mul(whole, i32x4.splat(256 - ends)));
        if (ends === 0) continue;
        const step = (<usize>channels) << 2;
        const wide = i32x4.sub(v128.load(first + length + step), v128.load(first - step));
        sum = i32x4.add(sum, i32x4.mul(wide, i32x4.splat(ends)));
      }
      const low = f64x2.floor(f64x2.add(f64x2.div(f64x2.convert_low_i32x4_s(sum), divisor), half));
      const upper = i64x2.shuffle(sum, sum, 1, 1);
      const high = f64x2.floor(f64x2.add(f64x2.div(f64x2.convert_low_i32x4_s(upper), divisor), half));
      const both = i32x4.shuffle(i32x4.trunc_sat_f64x2_s_zero(low), i32x4.trunc_sat_f64x2_s_zero(high), 0, 1, 4, 5);
      const shorts = i16x8.narrow_i32x4_s(both, both);
      v128.store32_lane(to + <usize>x, i8x16.narrow_i16x8_u(shorts, shorts), 0);
    }
    to += <usize>line;
  }
}

function runAlong(row: usize, sums: usize, columns: usize, count: i32, channels: i32): void {
  for (let c = 0; c < channels; c++) store<i32>(sums + ((<usize>c) << 2), 0);
  for (let i = 0; i < count; i++) {
    const pixel = row + <usize>(load<i32>(columns + ((<usize>i) << 2)) * channels);
    for (let c = 0; c < channels; c++, sums += 4) {
      store<i32>(sums + ((<usize>channels) << 2), load<i32>(sums) + <i32>load<u8>(pixel + <usize>c));
    }
  }
}
