/**
 * The median of 5×5 bytes: columns are sorted first, which neighbours share, and then a network of comparisons finds the
 * one in the middle. `network` holds pairs of slots, each of 16 bytes, as two offsets in one word: the lesser goes to the
 * first, and the median is at `place` at last. `sorted` has room for five rows with two pixels more at each end, `slots` for 25 registers.
 */
export function median5x8(
  source: usize,
  to: usize,
  rows: usize,
  sorted: usize,
  network: usize,
  pairs: i32,
  slots: usize,
  place: i32,
  width: i32,
  height: i32,
  channels: i32,
): void {
  const line = width * channels;
  const step = <usize>channels;
  const stride = <usize>((line + 4 * channels + 31) & ~15);
  const first = sorted + 2 * step;
  const end = network + ((<usize>pairs) << 2);
  for (let y = 0; y < height; y++) {
    for (let x: usize = 0; x < <usize>line; x += 16) sortColumns(source + x, rows, y, line, first + x, stride);
    for (let row: usize = 0; row < 5; row++) extend(first + row * stride, line, step);
    for (let x: usize = 0; x < <usize>line; x += 16) {
      for (let row: usize = 0; row < 5; row++) {
        const at = sorted + row * stride + x;
        const slot = slots + row * 80;
        v128.store(slot, v128.load(at));
        v128.store(slot, v128.load(at + step), 16);
        v128.store(slot, v128.load(at + 2 * step), 32);
        v128.store(slot, v128.load(at + 3 * step), 48);
        v128.store(slot, v128.load(at + 4 * step), 64);
      }
      for (let pair = network; pair < end; pair += 4) {
        const lesser = slots + <usize>load<u16>(pair);
        const greater = slots + <usize>load<u16>(pair, 2);
        const a = v128.load(lesser);
        const b = v128.load(greater);
        v128.store(lesser, i8x16.min_u(a, b));
        v128.store(greater, i8x16.max_u(a, b));
      }
      v128.store(to + x, v128.load(slots + ((<usize>place) << 4)));
    }
    to += <usize>line;
  }
}

function valuesAt(source: usize, rows: usize, y: i32, line: i32): v128 {
  return v128.load(source + <usize>(load<i32>(rows + ((<usize>y) << 2)) * line));
}

/** Sorts five values above one another: two pairs, then the fifth into them. */
function sortColumns(source: usize, rows: usize, y: i32, line: i32, to: usize, stride: usize): void {
  const a = valuesAt(source, rows, y, line);
  const b = valuesAt(source, rows, y + 1, line);
  const c = valuesAt(source, rows, y + 2, line);
  const d = valuesAt(source, rows, y + 3, line);
  const e = valuesAt(source, rows, y + 4, line);
  const ab = i8x16.min_u(a, b);
  const ba = i8x16.max_u(a, b);
  const cd = i8x16.min_u(c, d);
  const dc = i8x16.max_u(c, d);
  const low = i8x16.min_u(ab, cd);
  const middle1 = i8x16.max_u(ab, cd);
  const middle2 = i8x16.min_u(ba, dc);
  const high = i8x16.max_u(ba, dc);
  const lower = i8x16.min_u(middle1, middle2);
  const upper = i8x16.max_u(middle1, middle2);
  v128.store(to, i8x16.min_u(low, e));
  v128.store(to + stride, i8x16.min_u(lower, i8x16.max_u(low, e)));
  v128.store(to + 2 * stride, i8x16.max_u(lower, i8x16.min_u(upper, e)));
  v128.store(to + 3 * stride, i8x16.max_u(upper, i8x16.min_u(high, e)));
  v128.store(to + 4 * stride, i8x16.max_u(high, e));
}

/** Repeats the first and the last pixel of a row twice before and after it. */
function extend(row: usize, line: i32, step: usize): void {
  const end = row + <usize>line;
  memory.copy(row - step, row, step);
  memory.copy(row - 2 * step, row, step);
  memory.copy(end, end - step, step);
  memory.copy(end + step, end - step, step);
}
