/**
 * The mean of windows of `size`² bytes; size at most 15, so that their sums fit into 16 bits. `row` has room for a row
 * of uint16 with its margins. Sums are divided by size² as `factor / 2^drop`, which must be exact.
 */
export function box8(
  source: usize,
  to: usize,
  rows: usize,
  columns: usize,
  row: usize,
  width: i32,
  height: i32,
  channels: i32,
  size: i32,
  factor: i32,
  drop: i32,
): void {
  const radius = size >> 1;
  const line = width * channels;
  const inner = row + ((<usize>(radius * channels)) << 1);
  memory.fill(inner, 0, (<usize>line) << 1);
  for (let y = 0; y < size - 1; y++) changeSums(inner, rowAt(source, rows, y, line), 0, line);
  for (let y = 0; y < height; y++) {
    const leaving = y > 0 ? rowAt(source, rows, y - 1, line) : 0;
    changeSums(inner, rowAt(source, rows, y + size - 1, line), leaving, line);
    for (let i = 1; i <= radius; i++) {
      copyPixel(inner, columns, radius - i, -i, channels);
      copyPixel(inner, columns, radius + width - 1 + i, width - 1 + i, channels);
    }
    meanRow(row, to, line, channels, size, factor, drop);
    to += <usize>line;
  }
}

function rowAt(source: usize, rows: usize, y: i32, line: i32): usize {
  return source + <usize>load<i32>(rows + ((<usize>y) << 2)) * <usize>line;
}

function copyPixel(inner: usize, columns: usize, frame: i32, x: i32, channels: i32): void {
  const from = load<i32>(columns + ((<usize>frame) << 2)) * channels;
  for (let c = 0; c < channels; c++) {
    store<i16>(inner + <usize>((x * channels + c) << 1), load<i16>(inner + <usize>((from + c) << 1)));
  }
}

/** Adds a row to the sums of columns, and takes another away if there is one. */
function changeSums(sums: usize, entering: usize, leaving: usize, line: i32): void {
  for (let x = 0; x < line; x += 16) {
    const at = sums + ((<usize>x) << 1);
    const more = v128.load(entering + <usize>x);
    let low = i16x8.add(v128.load(at), i16x8.extend_low_i8x16_u(more));
    let high = i16x8.add(v128.load(at, 16), i16x8.extend_high_i8x16_u(more));
    if (leaving !== 0) {
      const less = v128.load(leaving + <usize>x);
      low = i16x8.sub(low, i16x8.extend_low_i8x16_u(less));
      high = i16x8.sub(high, i16x8.extend_high_i8x16_u(less));
    }
    v128.store(at, low);
    v128.store(at, high, 16);
  }
}

function meanRow(row: usize, to: usize, line: i32, channels: i32, size: i32, factor: i32, drop: i32): void {
  const reciprocal = i16x8.splat(<i16>factor);
  const half = i16x8.splat(<i16>((size * size) >> 1));
  const step = <usize>(channels << 1);
  for (let x = 0; x < line; x += 8) {
    let at = row + ((<usize>x) << 1);
    let sum = i16x8.add(v128.load(at), half);
    for (let i = 1; i < size; i++) {
      at += step;
      sum = i16x8.add(sum, v128.load(at));
    }
    const low = i32x4.shr_u(i32x4.extmul_low_i16x8_u(sum, reciprocal), drop);
    const high = i32x4.shr_u(i32x4.extmul_high_i16x8_u(sum, reciprocal), drop);
    const both = i16x8.narrow_i32x4_s(low, high);
    v128.store64_lane(to + <usize>x, i8x16.narrow_i16x8_u(both, both), 0);
  }
}
