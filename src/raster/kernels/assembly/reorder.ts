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

/** Columns that are moved together, so that the rows they come from stay in the cache. */
const BLOCK = 64;

/** Moves whole pixels; 16 bytes around the input may be read, and after the output overwritten. */
export function reorderPixels(pointer: usize): void {
  const job = changetype<Reorder>(pointer);
  if (job.stepX === -1) {
    for (let y = 0; y < job.height; y++) mirrorRow(job, y);
    return;
  }
  for (let left = 0; left < job.width; left += BLOCK) {
    const right = min(job.width, left + BLOCK);
    for (let y = 0; y < job.height; y++) {
      if (job.pixelBytes === 1) copyColumn<u8>(job, y, left, right, 1);
      else if (job.pixelBytes === 2) copyColumn<u16>(job, y, left, right, 2);
      else if (job.pixelBytes === 4) copyColumn<u32>(job, y, left, right, 4);
      else if (job.pixelBytes === 3) copyColours(job, y, left, right);
      else copyColumn<u8>(job, y, left, right, job.pixelBytes);
    }
  }
}

function fromAt(job: Reorder, x: i32, y: i32): usize {
  return <usize>(job.source + (job.start + x * job.stepX + y * job.stepY) * job.pixelBytes);
}

function toAt(job: Reorder, x: i32, y: i32): usize {
  return <usize>(job.to + (y * job.width + x) * job.pixelBytes);
}

/** Copies pixels of a row in units of T. */
function copyColumn<T>(job: Reorder, y: i32, left: i32, right: i32, pixelBytes: i32): void {
  const step = <usize>(job.stepX * pixelBytes);
  let from = fromAt(job, left, y);
  let to = toAt(job, left, y);
  for (let x = left; x < right; x++) {
    for (let i: usize = 0; i < <usize>pixelBytes; i += sizeof<T>()) store<T>(to + i, load<T>(from + i));
    from += step;
    to += <usize>pixelBytes;
  }
}

function copyColours(job: Reorder, y: i32, left: i32, right: i32): void {
  const step = <usize>(job.stepX * 3);
  let from = fromAt(job, left, y);
  let to = toAt(job, left, y);
  for (let x = left; x < right; x++) {
    store<u16>(to, load<u16>(from));
    store<u8>(to + 2, load<u8>(from + 2));
    from += step;
    to += 3;
  }
}

/** A row back to front, sixteen bytes at a time as far as whole pixels fit in. */
function mirrorRow(job: Reorder, y: i32): void {
  const bytes = job.pixelBytes;
  const width = job.width;
  let x = 0;
  if (bytes <= 4) {
    const count = 16 / bytes;
    const lanes = mirrorLanes(bytes);
    let from = fromAt(job, count - 1, y);
    let to = toAt(job, 0, y);
    const step = <usize>(count * bytes);
    for (; x + count <= width; x += count) {
      v128.store(to, i8x16.swizzle(v128.load(from), lanes));
      from -= step;
      to += step;
    }
  }
  copyColumn<u8>(job, y, x, width, bytes);
}

function mirrorLanes(pixelBytes: i32): v128 {
  if (pixelBytes === 1) return i8x16(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  if (pixelBytes === 2) return i8x16(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1);
  if (pixelBytes === 3) return i8x16(12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2, -1);
  return i8x16(12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
}
