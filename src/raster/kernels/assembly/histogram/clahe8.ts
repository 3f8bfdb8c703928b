/**
 * The tables of CLAHE for the tiles of a plane, row by row, 256 bytes each. `downs` and `acrosses` say which pixel stands
 * at each row and column of the tiles; `counts` has room for 256 int32.
 */
export function claheTables8(
  plane: usize,
  tables: usize,
  counts: usize,
  downs: usize,
  acrosses: usize,
  width: i32,
  rows: i32,
  columns: i32,
  tileWidth: i32,
  tileHeight: i32,
  limit: i32,
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      memory.fill(counts, 0, 1024);
      const across = acrosses + <usize>((column * tileWidth) << 2);
      for (let y = 0; y < tileHeight; y++) {
        const line = plane + <usize>(load<i32>(downs + <usize>((row * tileHeight + y) << 2)) * width);
        for (let x = 0; x < tileWidth; x++) {
          const at = counts + ((<usize>load<u8>(line + <usize>load<i32>(across + <usize>(x << 2)))) << 2);
          store<i32>(at, load<i32>(at) + 1);
        }
      }
      clipCounts(counts, limit);
      const area = <f64>(tileWidth * tileHeight);
      let sum = 0;
      for (let level = 0; level < 256; level++) {
        sum += load<i32>(counts + <usize>(level << 2));
        store<u8>(tables + <usize>level, <u8>nearest<f64>((<f64>sum * 255) / area));
      }
      tables += 256;
    }
  }
}

function clipCounts(counts: usize, limit: i32): void {
  let clipped = 0;
  for (let level = 0; level < 256; level++) {
    const at = counts + <usize>(level << 2);
    const count = load<i32>(at);
    if (count <= limit) continue;
    clipped += count - limit;
    store<i32>(at, limit);
  }
  const share = clipped >> 8;
  let rest = clipped & 255;
  if (share > 0) {
    for (let level = 0; level < 256; level++) {
      const at = counts + <usize>(level << 2);
      store<i32>(at, load<i32>(at) + share);
    }
  }
  if (rest === 0) return;
  const step = max(1, 256 / rest);
  for (let level = 0; level < 256 && rest > 0; level += step, rest--) {
    const at = counts + <usize>(level << 2);
    store<i32>(at, load<i32>(at) + 1);
  }
}

/**
 * Looks the pixels of a plane up in the tables around them. `across` and `down` hold int32 for each column and row: the
 * first tiles, then the second ones, then the shares of those in 2048ths.
 */
export function applyClahe8(
  plane: usize,
  to: usize,
  tables: usize,
  across: usize,
  down: usize,
  width: i32,
  height: i32,
  columns: i32,
): void {
  const wide = (<usize>width) << 2;
  const high = (<usize>height) << 2;
  for (let y = 0; y < height; y++) {
    const row = down + <usize>(y << 2);
    const above = tables + <usize>((load<i32>(row) * columns) << 8);
    const below = tables + <usize>((load<i32>(row + high) * columns) << 8);
    const share = load<i32>(row + 2 * high);
    for (let x = 0; x < width; ) {
      const column = across + <usize>(x << 2);
      const left = load<i32>(column);
      const right = load<i32>(column + wide);
      const count = sameTiles(column, wide, left, right, width - x);
      const a = above + <usize>(left << 8);
      const b = above + <usize>(right << 8);
      const c = below + <usize>(left << 8);
      mixRow(plane, to, a, b, c, c + (b - a), column + 2 * wide, count, share);
      x += count;
      plane += <usize>count;
      to += <usize>count;
    }
  }
}

/** How many columns lie between the same two tiles. */
function sameTiles(column: usize, wide: usize, left: i32, right: i32, most: i32): i32 {
  let count = 1;
  while (
    count < most &&
    load<i32>(column + <usize>(count << 2)) === left &&
    load<i32>(column + wide + <usize>(count << 2)) === right
  ) {
    count++;
  }
  return count;
}

/** Mixes what four tables say. Halves go to the even level. */
function mixRow(
  plane: usize,
  to: usize,
  above: usize,
  aboveRight: usize,
  below: usize,
  belowRight: usize,
  shares: usize,
  count: i32,
  toBelow: i32,
): void {
  for (let x = 0; x < count; x++) {
    const level = <usize>load<u8>(plane + <usize>x);
    const toRight = load<i32>(shares + <usize>(x << 2));
    const a = <i32>load<u8>(above + level);
    const b = <i32>load<u8>(aboveRight + level);
    const c = <i32>load<u8>(below + level);
    const d = <i32>load<u8>(belowRight + level);
    const top = (a << 11) + (b - a) * toRight;
    const bottom = (c << 11) + (d - c) * toRight;
    const mixed = (top << 11) + (bottom - top) * toBelow;
    store<u8>(to + <usize>x, (mixed + 0x1fffff + ((mixed >> 22) & 1)) >> 22);
  }
}
