/**
 * The median of 3×3 bytes: columns are sorted first, which neighbours share. `rows` says which row stands at each place
 * from one before the picture on; `sorted` has room for three rows with a pixel more at each end.
 */
export function median3x8(
  source: usize,
  to: usize,
  rows: usize,
  sorted: usize,
  width: i32,
  height: i32,
  channels: i32,
): void {
  const line = width * channels;
  const step = <usize>channels;
  const stride = <usize>((line + 2 * channels + 31) & ~15);
  const low = sorted + step;
  const middle = low + stride;
  const high = middle + stride;
  for (let y = 0; y < height; y++) {
    const a = rowAt(source, rows, y, line);
    const b = rowAt(source, rows, y + 1, line);
    const c = rowAt(source, rows, y + 2, line);
    for (let x: usize = 0; x < <usize>line; x += 16) sortColumns(a + x, b + x, c + x, low + x, middle + x, high + x);
    extend(low, line, step);
    extend(middle, line, step);
    extend(high, line, step);
    for (let x: usize = 0; x < <usize>line; x += 16) {
      const lows = max3(v128.load(low + x - step), v128.load(low + x), v128.load(low + x + step));
      const middles = median3(v128.load(middle + x - step), v128.load(middle + x), v128.load(middle + x + step));
      const highs = min3(v128.load(high + x - step), v128.load(high + x), v128.load(high + x + step));
      v128.store(to + x, median3(lows, middles, highs));
    }
    to += <usize>line;
  }
}

function rowAt(source: usize, rows: usize, y: i32, line: i32): usize {
  return source + <usize>(load<i32>(rows + ((<usize>y) << 2)) * line);
}

function sortColumns(first: usize, second: usize, third: usize, low: usize, middle: usize, high: usize): void {
  const a = v128.load(first);
  const b = v128.load(second);
  const c = v128.load(third);
  v128.store(low, min3(a, b, c));
  v128.store(middle, median3(a, b, c));
  v128.store(high, max3(a, b, c));
}

/** Repeats the first and the last pixel of a row before and after it. */
function extend(row: usize, line: i32, step: usize): void {
  memory.copy(row - step, row, step);
  memory.copy(row + <usize>line, row + <usize>line - step, step);
}

function min3(a: v128, b: v128, c: v128): v128 {
  return i8x16.min_u(a, i8x16.min_u(b, c));
}

function max3(a: v128, b: v128, c: v128): v128 {
  return i8x16.max_u(a, i8x16.max_u(b, c));
}

function median3(a: v128, b: v128, c: v128): v128 {
  return i8x16.max_u(i8x16.min_u(a, b), i8x16.min_u(i8x16.max_u(a, b), c));
}
