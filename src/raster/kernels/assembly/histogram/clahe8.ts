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
    const at = down + <usize>(y << 2);
    const above = tables + <usize>((load<i32>(at) * columns) << 8);
    const below = tables + <usize>((load<i32>(at + high) * columns) << 8);
    const toBelow = load<i32>(at + 2 * high);
    for (let x = 0; x < width; x++) {
      const column = across + <usize>(x << 2);
      const left = (<usize>load<i32>(column)) << 8;
      const right = (<usize>load<i32>(column + wide)) << 8;
      const toRight = load<i32>(column + 2 * wide);
      const level = <usize>load<u8>(plane);
      const a = <i32>load<u8>(above + left + level);
      const b = <i32>load<u8>(above + right + level);
      const c = <i32>load<u8>(below + left + level);
      const d = <i32>load<u8>(below + right + level);
      const top = (a << 11) + (b - a) * toRight;
      const bottom = (c << 11) + (d - c) * toRight;
      const mixed = (top << 11) + (bottom - top) * toBelow;
      store<u8>(to, (mixed + 0x1fffff + ((mixed >> 22) & 1)) >> 22);
      plane++;
      to++;
    }
  }
}
