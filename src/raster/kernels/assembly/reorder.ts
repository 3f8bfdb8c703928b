/** A picture that is turned or flipped. The host writes these numbers one after the other, as int32. */
@unmanaged
class Reorder {
  source: i32;
  to: i32;
  pixelBytes: i32;
  /** Of the output. */
  width: i32;
  height: i32;
  /** Output pixel (x, y) is input pixel `start + x · stepX + y · stepY`. */
  start: i32;
  stepX: i32;
  stepY: i32;
}

/** The side of squares that are turned at a time: their rows stay in the cache, of what is read and of what is written. */
const BLOCK = 32;

/** Moves whole pixels; 16 bytes around the input may be read, and after the output overwritten. */
export function reorderPixels(pointer: usize): void {
  const job = changetype<Reorder>(pointer);
  if (job.stepX === 1) copyRows(job);
  else if (job.stepX === -1) mirrorRows(job);
  else turn(job);
}

function fromAt(job: Reorder, x: i32, y: i32): usize {
  return <usize>(job.source + (job.start + x * job.stepX + y * job.stepY) * job.pixelBytes);
}

function toAt(job: Reorder, x: i32, y: i32): usize {
  return <usize>(job.to + (y * job.width + x) * job.pixelBytes);
}

/** Rows as they are, from one picture to another: 64 bytes at a time, which is faster than memory.copy for short rows. */
function copyRows(job: Reorder): void {
  const bytes = <usize>(job.width * job.pixelBytes);
  // What is read comes in the order of memory, which is fetched ahead.
  const isForward = job.stepY > 0;
  const first = isForward ? 0 : job.height - 1;
  const stride = <usize>((isForward ? job.stepY : -job.stepY) * job.pixelBytes);
  const toStride = isForward ? bytes : 0 - bytes;
  let row = fromAt(job, 0, first);
  let toRow = toAt(job, 0, first);
  for (let y = job.height; y > 0; y--, row += stride, toRow += toStride) {
    let to = toRow;
    const end = to + bytes;
    const last64 = end - 64;
    const last8 = end - 8;
    let from = row;
    // Compared as signed numbers: a row may be shorter than that.
    for (; <isize>to <= <isize>last64; to += 64, from += 64) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
    }
    for (; <isize>to <= <isize>last8; to += 8, from += 8) store<u64>(to, load<u64>(from));
    for (; to < end; to++, from++) store<u8>(to, load<u8>(from));
  }
}

function turn(job: Reorder): void {
  for (let top = 0; top < job.height; top += BLOCK) {
    for (let left = 0; left < job.width; left += BLOCK) turnBlock(job, left, top);
  }
}

function turnBlock(job: Reorder, left: i32, top: i32): void {
  const right = min(job.width, left + BLOCK);
  const bottom = min(job.height, top + BLOCK);
  if (job.pixelBytes === 1 && right - left === BLOCK && bottom - top === BLOCK) {
    for (let y = top; y < bottom; y += 8) {
      for (let x = left; x < right; x += 8) turnBytes(job, x, y);
    }
    return;
  }
  for (let y = top; y < bottom; y++) {
    if (job.pixelBytes === 1) copyColumn<u8>(job, y, left, right);
    else if (job.pixelBytes === 2) copyColumn<u16>(job, y, left, right);
    else if (job.pixelBytes === 4) copyColumn<u32>(job, y, left, right);
    else if (job.pixelBytes === 3) copyColours(job, y, left, right);
    else copyPixels(job, y, left, right);
  }
}

/** Turns 8×8 bytes: three rounds in which columns that lie far apart are interleaved. */
function turnBytes(job: Reorder, x: i32, y: i32): void {
  const step = <usize>job.stepX;
  const isForward = job.stepY > 0;
  const from = fromAt(job, x, isForward ? y : y + 7);
  const a = lowBytes(v128.load64_zero(from), v128.load64_zero(from + 4 * step));
  const b = lowBytes(v128.load64_zero(from + step), v128.load64_zero(from + 5 * step));
  const c = lowBytes(v128.load64_zero(from + 2 * step), v128.load64_zero(from + 6 * step));
  const d = lowBytes(v128.load64_zero(from + 3 * step), v128.load64_zero(from + 7 * step));
  const low = lowBytes(a, c);
  const high = highBytes(a, c);
  const otherLow = lowBytes(b, d);
  const otherHigh = highBytes(b, d);
  const stride = <usize>(isForward ? job.width : -job.width);
  const to = toAt(job, x, isForward ? y : y + 7);
  storeRows(to, stride, lowBytes(low, otherLow));
  storeRows(to + 2 * stride, stride, highBytes(low, otherLow));
  storeRows(to + 4 * stride, stride, lowBytes(high, otherHigh));
  storeRows(to + 6 * stride, stride, highBytes(high, otherHigh));
}

function storeRows(to: usize, stride: usize, rows: v128): void {
  v128.store64_lane(to, rows, 0);
  v128.store64_lane(to + stride, rows, 1);
}

function lowBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

function highBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Copies pixels of the size of T into a row. */
function copyColumn<T>(job: Reorder, y: i32, left: i32, right: i32): void {
  const step = <usize>job.stepX * sizeof<T>();
  let from = fromAt(job, left, y);
  let to = toAt(job, left, y);
  for (const end = to + <usize>(right - left) * sizeof<T>(); to < end; to += sizeof<T>(), from += step) {
    store<T>(to, load<T>(from));
  }
}

function copyPixels(job: Reorder, y: i32, left: i32, right: i32): void {
  const bytes = <usize>job.pixelBytes;
  for (let x = left; x < right; x++) {
    const from = fromAt(job, x, y);
    const to = toAt(job, x, y);
    for (let i: usize = 0; i < bytes; i++) store<u8>(to + i, load<u8>(from + i));
  }
}

/** Four bytes at a time, of which the next pixel overwrites the last; behind the last pixel nothing may be touched. */
function copyColours(job: Reorder, y: i32, left: i32, right: i32): void {
  const step = <usize>(job.stepX * 3);
  let from = fromAt(job, left, y);
  let to = toAt(job, left, y);
  for (const last = to + <usize>(right - left - 1) * 3; to < last; to += 3, from += step)
    store<u32>(to, load<u32>(from));
  store<u16>(to, load<u16>(from));
  store<u8>(to + 2, load<u8>(from + 2));
}

/** Rows back to front. */
function mirrorRows(job: Reorder): void {
  if (job.pixelBytes === 1) mirrorRowsOf<u8>(job);
  else if (job.pixelBytes === 2) mirrorRowsOf<u16>(job);
  else if (job.pixelBytes === 3) mirrorRowsOf<v128>(job);
  else if (job.pixelBytes === 4) mirrorRowsOf<u32>(job);
  else for (let y = 0; y < job.height; y++) copyPixels(job, y, 0, job.width);
}

/** Sixteen bytes at a time as far as whole pixels fit in. T stands for the bytes of a pixel, `v128` for three. */
function mirrorRowsOf<T>(job: Reorder): void {
  const bytes: usize = isVector<T>() ? 3 : sizeof<T>();
  const step: usize = isVector<T>() ? 15 : 16;
  const rowBytes = <usize>job.width * bytes;
  const stride = <usize>job.stepY * bytes;
  let row = fromAt(job, 0, 0) + bytes; // behind the pixel that comes first
  let to = <usize>job.to;
  for (let y = job.height; y > 0; y--, row += stride) {
    const end = to + rowBytes;
    let from = row - step;
    // Compared as signed numbers: a row may be shorter than that.
    for (const last = <isize>(end - 4 * step); <isize>to <= last; to += 4 * step, from -= 4 * step) {
      v128.store(to, mirrored<T>(from));
      v128.store(to + step, mirrored<T>(from - step));
      v128.store(to + 2 * step, mirrored<T>(from - 2 * step));
      v128.store(to + 3 * step, mirrored<T>(from - 3 * step));
    }
    for (const last = <isize>(end - step); <isize>to <= last; to += step, from -= step)
      v128.store(to, mirrored<T>(from));
    from += step - bytes;
    for (; to < end; to += bytes, from -= bytes) {
      for (let i: usize = 0; i < bytes; i++) store<u8>(to + i, load<u8>(from + i));
    }
  }
}

/** The pixels of sixteen bytes back to front. The lanes are constants here, so that they stay in a register. */
function mirrored<T>(from: usize): v128 {
  const pixels = v128.load(from);
  if (isVector<T>()) return i8x16.swizzle(pixels, i8x16(12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2, -1));
  if (sizeof<T>() === 1) return i8x16.swizzle(pixels, i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  if (sizeof<T>() === 2) return i8x16.swizzle(pixels, i8x16(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
  return i8x16.swizzle(pixels, i8x16(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3));
}
