/**
 * Blurs bytes by a symmetric kernel of 14-bit weights, columns first: their sums keep 6 bits behind the point. `weights`
 * holds the one in the middle and those to one side of it, as int16, and a 0 where that makes their count even; `row`
 * has room for a row of int16 with its margins; `rows` and `columns` say which pixels lie in the frame.
 */
export function gaussian8(
  source: usize,
  to: usize,
  rows: usize,
  columns: usize,
  row: usize,
  weights: usize,
  width: i32,
  height: i32,
  channels: i32,
  radius: i32,
): void {
  const line = width * channels;
  const margin = radius * channels;
  const inner = row + ((<usize>margin) << 1);
  for (let y = 0; y < height; y++) {
    sumColumns(source, inner, rows + ((<usize>(y + radius)) << 2), weights, line, radius);
    for (let i = 1; i <= radius; i++) {
      copyPixel(inner, columns, radius - i, -i, channels);
      copyPixel(inner, columns, radius + width - 1 + i, width - 1 + i, channels);
    }
    sumRow(inner, to, weights, line, channels, radius);
    to += <usize>line;
  }
}

function copyPixel(inner: usize, columns: usize, frame: i32, x: i32, channels: i32): void {
  const from = load<i32>(columns + ((<usize>frame) << 2)) * channels;
  for (let c = 0; c < channels; c++) {
    store<i16>(inner + <usize>((x * channels + c) << 1), load<i16>(inner + <usize>((from + c) << 1)));
  }
}

function rowAt(source: usize, rows: usize, offset: i32, line: i32): usize {
  return source + <usize>load<i32>(rows + <usize>(offset << 2)) * <usize>line;
}

function sumColumns(source: usize, inner: usize, rows: usize, weights: usize, line: i32, radius: i32): void {
  const half = i32x4.splat(128);
  for (let x = 0; x < line; x += 16) {
    let a = half;
    let b = half;
    let c = half;
    let d = half;
    for (let k = 0; k <= radius; k += 2) {
      const pair = v128.load32_splat(weights + <usize>(k << 1));
      const near = v128.load(rowAt(source, rows, -k, line) + <usize>x);
      let low = i16x8.extend_low_i8x16_u(near);
      let high = i16x8.extend_high_i8x16_u(near);
      if (k > 0) {
        const other = v128.load(rowAt(source, rows, k, line) + <usize>x);
        low = i16x8.add(low, i16x8.extend_low_i8x16_u(other));
        high = i16x8.add(high, i16x8.extend_high_i8x16_u(other));
      }
      const far = k < radius ? k + 1 : k; // a weight of 0 where there is no further row
      const up = v128.load(rowAt(source, rows, -far, line) + <usize>x);
      const down = v128.load(rowAt(source, rows, far, line) + <usize>x);
      const farLow = i16x8.add(i16x8.extend_low_i8x16_u(up), i16x8.extend_low_i8x16_u(down));
      const farHigh = i16x8.add(i16x8.extend_high_i8x16_u(up), i16x8.extend_high_i8x16_u(down));
      a = i32x4.add(a, i32x4.dot_i16x8_s(interleaveLow(low, farLow), pair));
      b = i32x4.add(b, i32x4.dot_i16x8_s(interleaveHigh(low, farLow), pair));
      c = i32x4.add(c, i32x4.dot_i16x8_s(interleaveLow(high, farHigh), pair));
      d = i32x4.add(d, i32x4.dot_i16x8_s(interleaveHigh(high, farHigh), pair));
    }
    const to = inner + ((<usize>x) << 1);
    v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_s(a, 8), i32x4.shr_s(b, 8)));
    v128.store(to, i16x8.narrow_i32x4_s(i32x4.shr_s(c, 8), i32x4.shr_s(d, 8)), 16);
  }
}

function sumRow(inner: usize, to: usize, weights: usize, line: i32, channels: i32, radius: i32): void {
  const step = <usize>(channels << 1);
  for (let x = 0; x < line; x += 8) {
    const at = inner + ((<usize>x) << 1);
    let a = i32x4.splat(1 << 19);
    let b = a;
    for (let k = 0; k <= radius; k += 2) {
      const pair = v128.load32_splat(weights + <usize>(k << 1));
      const reach = step * <usize>k;
      let near = v128.load(at - reach);
      if (k > 0) near = i16x8.add(near, v128.load(at + reach));
      const further = k < radius ? reach + step : reach;
      const far = i16x8.add(v128.load(at - further), v128.load(at + further));
      a = i32x4.add(a, i32x4.dot_i16x8_s(interleaveLow(near, far), pair));
      b = i32x4.add(b, i32x4.dot_i16x8_s(interleaveHigh(near, far), pair));
    }
    const both = i16x8.narrow_i32x4_s(i32x4.shr_s(a, 20), i32x4.shr_s(b, 20));
    v128.store64_lane(to + <usize>x, i8x16.narrow_i16x8_u(both, both), 0);
  }
}

function interleaveLow(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

function interleaveHigh(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
