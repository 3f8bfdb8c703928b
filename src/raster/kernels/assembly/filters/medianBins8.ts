/**
 * The median of windows of bytes by histograms of columns, as medianOfBytes.ts describes it; 16 bins are two registers.
 * `bins` has room for 272 uint16 for every column, `sums` for 272 uint16 and 16 int32.
 */
export function medianBins8(
  source: usize,
  to: usize,
  rows: usize,
  columns: usize,
  bins: usize,
  sums: usize,
  width: i32,
  height: i32,
  channels: i32,
  size: i32,
): void {
  for (let c = 0; c < channels; c++) {
    medianOfChannel(source + <usize>c, to + <usize>c, rows, columns, bins, sums, width, height, channels, size);
  }
}

/** The bytes of the bins of a column: 16 coarse ones, then 256 fine ones. */
const COLUMN: usize = 544;

function medianOfChannel(
  source: usize,
  to: usize,
  rows: usize,
  columns: usize,
  bins: usize,
  sums: usize,
  width: i32,
  height: i32,
  channels: i32,
  size: i32,
): void {
  const rank = (size * size + 1) >> 1;
  const held = sums + COLUMN;
  memory.fill(bins, 0, <usize>width * COLUMN);
  for (let i = 0; i < size - 1; i++) count(source, rows, i, bins, width, channels, 1);
  for (let y = 0; y < height; y++) {
    count(source, rows, y + size - 1, bins, width, channels, 1);
    memory.fill(sums, 0, 32);
    for (let part: usize = 0; part < 16; part++) store<i32>(held + (part << 2), -size); // none is held
    for (let i = 0; i < size - 1; i++) addBins(sums, binsAt(bins, columns, i));
    for (let x = 0; x < width; x++) {
      addBins(sums, binsAt(bins, columns, x + size - 1));
      let before = 0;
      let at = sums;
      for (let next = <i32>load<u16>(at); before + next < rank; next = <i32>load<u16>(at)) {
        before += next;
        at += 2;
      }
      const part = <i32>((at - sums) >> 1);
      const fine = sums + 32 + <usize>(part << 5);
      bringUp(fine, bins + 32 + <usize>(part << 5), columns, held + <usize>(part << 2), x, size);
      let level = fine;
      for (let next = <i32>load<u16>(level); before + next < rank; next = <i32>load<u16>(level)) {
        before += next;
        level += 2;
      }
      store<u8>(to, <u8>((level - sums - 32) >> 1));
      to += <usize>channels;
      takeBins(sums, binsAt(bins, columns, x));
    }
    count(source, rows, y, bins, width, channels, -1);
  }
}

function binsAt(bins: usize, columns: usize, i: i32): usize {
  return bins + <usize>load<i32>(columns + ((<usize>i) << 2)) * COLUMN;
}

function count(source: usize, rows: usize, y: i32, bins: usize, width: i32, channels: i32, sign: i32): void {
  let at = source + <usize>(load<i32>(rows + ((<usize>y) << 2)) * width * channels);
  for (let x = 0; x < width; x++, bins += COLUMN, at += <usize>channels) {
    const level = <usize>load<u8>(at);
    const coarse = bins + ((level >> 4) << 1);
    const fine = bins + 32 + (level << 1);
    store<u16>(coarse, <u16>(<i32>load<u16>(coarse) + sign));
    store<u16>(fine, <u16>(<i32>load<u16>(fine) + sign));
  }
}

/** Makes sixteen fine bins hold for the window at x. */
function bringUp(fine: usize, bins: usize, columns: usize, held: usize, x: i32, size: i32): void {
  const last = load<i32>(held);
  store<i32>(held, x);
  if (x - last >= size) {
    v128.store(fine, i16x8.splat(0));
    v128.store(fine, i16x8.splat(0), 16);
    for (let i = x; i < x + size; i++) addBins(fine, binsAt(bins, columns, i));
    return;
  }
  for (let i = last; i < x; i++) {
    addBins(fine, binsAt(bins, columns, i + size));
    takeBins(fine, binsAt(bins, columns, i));
  }
}

function addBins(sum: usize, bins: usize): void {
  v128.store(sum, i16x8.add(v128.load(sum), v128.load(bins)));
  v128.store(sum, i16x8.add(v128.load(sum, 16), v128.load(bins, 16)), 16);
}

function takeBins(sum: usize, bins: usize): void {
  v128.store(sum, i16x8.sub(v128.load(sum), v128.load(bins)));
  v128.store(sum, i16x8.sub(v128.load(sum, 16), v128.load(bins, 16)), 16);
}
