/** A part of a resize by area; all addresses are in bytes. The host writes these numbers one after the other, as int32. */
@unmanaged
class Area {
  /** The input row `firstRow` and those after it; 16 bytes after the last one may be read. */
  source: i32;
  firstRow: i32;
  /** Values of an input row. */
  rowLength: i32;
  channels: i32;
  /** The output rows from `y` to before `endY`; 16 bytes after the last one may be overwritten. */
  to: i32;
  toWidth: i32;
  y: i32;
  endY: i32;
  /** Four tables of int32 for each side, one number for each output row or column: see `Spans` of the host. */
  down: i32;
  downCount: i32;
  downMiddle: i32;
  across: i32;
  acrossMiddle: i32;
  /** Two float64 numbers: what sums are multiplied by, and what is added then, before digits are dropped. */
  scale: i32;
  /** Room for `rowLength + 16` numbers of 4 bytes. */
  sums: i32;
  /** Sixteen bytes of zeros. */
  zeros: i32;
}

/** Means of 8-bit values over boxes, from whole-number sums: exact but for the last rounding. */
export function area8(pointer: usize): void {
  const area = changetype<Area>(pointer);
  const factor = f64x2.splat(load<f64>(<usize>area.scale));
  const bias = f64x2.splat(load<f64>(<usize>area.scale + 8));
  const channels = area.channels;
  let to = <usize>area.to;
  for (let y = area.y; y < area.endY; y++) {
    sumDown(area, y);
    if (channels === 3) meanColours(area, to, factor, bias, 3);
    else if (channels === 4) meanColours(area, to, factor, bias, 4);
    else meanValues(area, to);
    to += <usize>(area.toWidth * channels);
  }
}

function tableAt(table: i32, count: i32, which: i32, i: i32): i32 {
  return load<i32>(<usize>table + ((<usize>(which * count + i)) << 2));
}

/** Weighs the rows under an output row, four at a time. */
function sumDown(area: Area, y: i32): void {
  const first = tableAt(area.down, area.downCount, 0, y);
  const last = tableAt(area.down, area.downCount, 1, y);
  for (let row = first; row <= last; row += 4) {
    const w01 = i32x4.splat(weightOf(area, y, row, first, last) | (weightOf(area, y, row + 1, first, last) << 16));
    const w23 = i32x4.splat(weightOf(area, y, row + 2, first, last) | (weightOf(area, y, row + 3, first, last) << 16));
    const p0 = rowAt(area, row, last);
    const p1 = rowAt(area, row + 1, last);
    const p2 = rowAt(area, row + 2, last);
    const p3 = rowAt(area, row + 3, last);
    weighRows(area, p0, p1, p2, p3, w01, w23, row > first);
  }
}

function rowAt(area: Area, row: i32, last: i32): usize {
  const within = row < last ? row : last;
  return <usize>(area.source + (within - area.firstRow) * area.rowLength);
}

function weightOf(area: Area, y: i32, row: i32, first: i32, last: i32): i32 {
  if (row === first) return tableAt(area.down, area.downCount, 2, y);
  if (row < last) return area.downMiddle;
  return row === last ? tableAt(area.down, area.downCount, 3, y) : 0;
}

/** Weighs four rows, and adds to what is there already if told to; else the sum begins with zeros. */
function weighRows(area: Area, p0: usize, p1: usize, p2: usize, p3: usize, w01: v128, w23: v128, adds: bool): void {
  const count = <usize>area.rowLength;
  const from = <usize>(adds ? area.sums : area.zeros);
  const moves: usize = adds ? 64 : 0;
  const step: usize = adds ? 16 : 0;
  let before = from;
  let sums = <usize>area.sums;
  for (let i: usize = 0; i < count; i += 16) {
    const a = v128.load(p0 + i);
    const b = v128.load(p1 + i);
    const c = v128.load(p2 + i);
    const d = v128.load(p3 + i);
    const ab0 = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const ab1 = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const cd0 = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const cd1 = i8x16.shuffle(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const s0 = weigh(i16x8.extend_low_i8x16_u(ab0), w01, i16x8.extend_low_i8x16_u(cd0), w23);
    const s1 = weigh(i16x8.extend_high_i8x16_u(ab0), w01, i16x8.extend_high_i8x16_u(cd0), w23);
    const s2 = weigh(i16x8.extend_low_i8x16_u(ab1), w01, i16x8.extend_low_i8x16_u(cd1), w23);
    const s3 = weigh(i16x8.extend_high_i8x16_u(ab1), w01, i16x8.extend_high_i8x16_u(cd1), w23);
    v128.store(sums, i32x4.add(v128.load(before), s0));
    v128.store(sums + 16, i32x4.add(v128.load(before + step), s1));
    v128.store(sums + 32, i32x4.add(v128.load(before + 2 * step), s2));
    v128.store(sums + 48, i32x4.add(v128.load(before + 3 * step), s3));
    sums += 64;
    before += moves;
  }
}

function weigh(ab: v128, w01: v128, cd: v128, w23: v128): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(ab, w01), i32x4.dot_i16x8_s(cd, w23));
}

/** Pixels of three or four channels, all channels at a time. */
function meanColours(area: Area, to: usize, factor: v128, bias: v128, channels: i32): void {
  const width = area.toWidth;
  const sums = <usize>area.sums;
  const middle = i32x4.splat(area.acrossMiddle);
  const step = (<usize>channels) << 2;
  for (let x = 0; x < width; x++, to += <usize>channels) {
    const begin = sums + <usize>tableAt(area.across, width, 0, x) * step;
    const end = sums + <usize>tableAt(area.across, width, 1, x) * step;
    let between = i32x4.splat(0);
    for (let at = begin + step; at < end; at += step) between = i32x4.add(between, v128.load(at));
    const first = i32x4.mul(v128.load(begin), i32x4.splat(tableAt(area.across, width, 2, x)));
    const last = i32x4.mul(v128.load(end), i32x4.splat(tableAt(area.across, width, 3, x)));
    const sum = i32x4.add(i32x4.add(first, last), i32x4.mul(between, middle));
    const upper = v128.shuffle<i32>(sum, sum, 2, 3, 2, 3);
    const low = rounded(f64x2.convert_low_i32x4_s(sum), factor, bias);
    const high = rounded(f64x2.convert_low_i32x4_s(upper), factor, bias);
    const words = i16x8.narrow_i32x4_s(v128.shuffle<i32>(low, high, 0, 1, 4, 5), low);
    v128.store32_lane(to, i8x16.narrow_i16x8_u(words, words), 0);
  }
}

function rounded(sums: v128, factor: v128, bias: v128): v128 {
  return i32x4.trunc_sat_f64x2_s_zero(f64x2.add(f64x2.mul(sums, factor), bias));
}

/** Any number of channels. */
function meanValues(area: Area, to: usize): void {
  const factor = load<f64>(<usize>area.scale);
  const bias = load<f64>(<usize>area.scale + 8);
  const width = area.toWidth;
  const channels = area.channels;
  const step = (<usize>channels) << 2;
  for (let x = 0; x < width; x++) {
    const begin = <usize>area.sums + <usize>tableAt(area.across, width, 0, x) * step;
    const end = <usize>area.sums + <usize>tableAt(area.across, width, 1, x) * step;
    for (let c = 0; c < channels; c++) {
      const shift = (<usize>c) << 2;
      let between = 0;
      for (let at = begin + shift + step; at < end + shift; at += step) between += load<i32>(at);
      const sum =
        load<i32>(begin + shift) * tableAt(area.across, width, 2, x) +
        load<i32>(end + shift) * tableAt(area.across, width, 3, x) +
        between * area.acrossMiddle;
      store<u8>(to++, <i32>(<f64>sum * factor + bias));
    }
  }
}
