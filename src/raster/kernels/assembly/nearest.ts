import { borderIndex, CONSTANT } from './border';
import { wholePlaces } from './places';
import { Warp } from './warp';

/** Warp by the nearest pixel, of whatever bytes: `channels` counts the bytes of a pixel. The map's unit is a pixel. */
export function warpNearest(pointer: usize): void {
  const warp = changetype<Warp>(pointer);
  const count = warp.toWidth;
  const pixelBytes = warp.channels;
  const xs = <usize>warp.scratch;
  const ys = xs + ((<usize>(count + 4)) << 2);
  let to = <usize>warp.to;
  for (let y = 0; y < warp.toHeight; y++) {
    wholePlaces(warp, y, xs, ys);
    if (pixelBytes === 1) pickRow<u8>(warp, xs, ys, to, 1);
    else if (pixelBytes === 2) pickRow<u16>(warp, xs, ys, to, 2);
    else if (pixelBytes === 4) pickRow<u32>(warp, xs, ys, to, 4);
    else pickRow<u8>(warp, xs, ys, to, pixelBytes);
    to += <usize>(count * pixelBytes);
  }
}

/** Copies pixels of `pixelBytes` bytes in units of T: four at a time where all lie inside. */
function pickRow<T>(warp: Warp, xs: usize, ys: usize, row: usize, pixelBytes: i32): void {
  const count = <usize>warp.toWidth;
  const source = <usize>warp.source;
  const width = i32x4.splat(warp.width);
  const height = i32x4.splat(warp.height);
  const bytes = i32x4.splat(pixelBytes);
  const isConstant = warp.border === CONSTANT;
  const fill = <usize>warp.fill;
  let to = row;
  let x: usize = 0;
  for (; x + 4 <= count; x += 4) {
    const columns = v128.load(xs + (x << 2));
    const lines = v128.load(ys + (x << 2));
    if (i32x4.all_true(v128.and(i32x4.lt_u(columns, width), i32x4.lt_u(lines, height)))) {
      const index = i32x4.mul(i32x4.add(i32x4.mul(lines, width), columns), bytes);
      copyPixel<T>(source + <usize>i32x4.extract_lane(index, 0), to, pixelBytes);
      copyPixel<T>(source + <usize>i32x4.extract_lane(index, 1), to + <usize>pixelBytes, pixelBytes);
      copyPixel<T>(source + <usize>i32x4.extract_lane(index, 2), to + <usize>(2 * pixelBytes), pixelBytes);
      copyPixel<T>(source + <usize>i32x4.extract_lane(index, 3), to + <usize>(3 * pixelBytes), pixelBytes);
    } else if (isConstant && noneInside(columns, lines, width, height)) {
      for (let k = 0; k < 4; k++) copyPixel<T>(fill, to + <usize>(k * pixelBytes), pixelBytes);
    } else {
      for (let k: usize = 0; k < 4; k++) pickPixel<T>(warp, xs, ys, x + k, row, pixelBytes);
    }
    to += <usize>(4 * pixelBytes);
  }
  for (; x < count; x++) pickPixel<T>(warp, xs, ys, x, row, pixelBytes);
}

function noneInside(columns: v128, lines: v128, width: v128, height: v128): bool {
  return i32x4.all_true(v128.or(i32x4.ge_u(columns, width), i32x4.ge_u(lines, height)));
}

/** Any pixel, outside too. */
function pickPixel<T>(warp: Warp, xs: usize, ys: usize, x: usize, row: usize, pixelBytes: i32): void {
  const column = borderIndex(load<i32>(xs + (x << 2)), warp.width, warp.border);
  const line = borderIndex(load<i32>(ys + (x << 2)), warp.height, warp.border);
  const pixel = (column | line) < 0 ? warp.fill : warp.source + (line * warp.width + column) * pixelBytes;
  copyPixel<T>(<usize>pixel, row + x * <usize>pixelBytes, pixelBytes);
}

function copyPixel<T>(from: usize, to: usize, pixelBytes: i32): void {
  for (let i: usize = 0; i < <usize>pixelBytes; i += sizeof<T>()) store<T>(to + i, load<T>(from + i));
}
