import { borderIndex, CONSTANT } from './border';
import { Warp } from './warp';

/** Where the four pixels around a place are, after `findTaps`. */
export let tap00: usize = 0;
export let tap01: usize = 0;
export let tap10: usize = 0;
export let tap11: usize = 0;

/** Finds the pixels (x0, y0) … (x0 + 1, y0 + 1), each of them where the border leads; the fill lies outside. */
export function findTaps(warp: Warp, x0: i32, y0: i32, valueBytes: i32): void {
  const width = warp.width;
  const height = warp.height;
  const border = warp.border;
  if (<u32>x0 < <u32>(width - 1) && <u32>y0 < <u32>(height - 1)) {
    const pixelBytes = warp.channels * valueBytes;
    tap00 = <usize>(warp.source + (y0 * width + x0) * pixelBytes);
    tap01 = tap00 + <usize>pixelBytes;
    tap10 = tap00 + <usize>(width * pixelBytes);
    tap11 = tap10 + <usize>pixelBytes;
    return;
  }
  if (border === CONSTANT && (x0 < -1 || y0 < -1 || x0 >= width || y0 >= height)) {
    tap00 = tap01 = tap10 = tap11 = <usize>warp.fill;
    return;
  }
  const left = borderIndex(x0, width, border);
  const right = borderIndex(x0 + 1, width, border);
  const top = borderIndex(y0, height, border);
  const bottom = borderIndex(y0 + 1, height, border);
  tap00 = tapAt(warp, left, top, valueBytes);
  tap01 = tapAt(warp, right, top, valueBytes);
  tap10 = tapAt(warp, left, bottom, valueBytes);
  tap11 = tapAt(warp, right, bottom, valueBytes);
}

function tapAt(warp: Warp, x: i32, y: i32, valueBytes: i32): usize {
  if ((x | y) < 0) return <usize>warp.fill;
  return <usize>(warp.source + (y * warp.width + x) * warp.channels * valueBytes);
}
