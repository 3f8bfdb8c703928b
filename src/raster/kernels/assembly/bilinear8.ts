import { wholePlaces } from './places';
import { findTaps, tap00, tap01, tap10, tap11 } from './taps';
import { Warp } from './warp';

/** Places are whole numbers of 1/16384 pixel: weights of two places fit into 16 bits. */
const BITS = 14;
const ONE: i32 = 1 << BITS;
const HALF: i32 = ONE >> 1;

/** Bilinear warp of an 8-bit picture; the map's unit is 1/16384 pixel. */
export function warpBilinear8(pointer: usize): void {
  const warp = changetype<Warp>(pointer);
  const count = warp.toWidth;
  const channels = warp.channels;
  const xs = <usize>warp.scratch;
  const ys = xs + ((<usize>(count + 4)) << 2);
  for (let y = 0; y < warp.toHeight; y++) {
    wholePlaces(warp, y, xs, ys);
    const row = <usize>(warp.to + y * count * channels);
    if (channels === 3) sampleRow(warp, xs, ys, row, 3);
    else if (channels === 1) sampleRow(warp, xs, ys, row, 1);
    else if (channels === 4) sampleRow(warp, xs, ys, row, 4);
    else for (let x = 0; x < count; x++) samplePixel(warp, xs, ys, x, row);
  }
}

function sampleRow(warp: Warp, xs: usize, ys: usize, row: usize, pixelBytes: i32): void {
  const count = warp.toWidth;
  const width = warp.width;
  const source = <usize>warp.source;
  const lastX = i32x4.splat(width - 1);
  const lastY = i32x4.splat(warp.height - 1);
  const mask = i32x4.splat(ONE - 1);
  const half = i32x4.splat(HALF);
  const one = i32x4.splat(ONE);
  const columns = i32x4.splat(width);
  const stride = <usize>(width * pixelBytes);
  let x = 0;
  for (; x + 4 <= count; x += 4) {
    const placeX = v128.load(xs + ((<usize>x) << 2));
    const placeY = v128.load(ys + ((<usize>x) << 2));
    const x0 = i32x4.shr_s(placeX, BITS);
    const y0 = i32x4.shr_s(placeY, BITS);
    if (!i32x4.all_true(v128.and(i32x4.lt_u(x0, lastX), i32x4.lt_u(y0, lastY)))) {
      for (let k = x; k < x + 4; k++) samplePixel(warp, xs, ys, k, row);
      continue;
    }
    const right = v128.and(placeX, mask);
    const below = v128.and(placeY, mask);
    const both = i32x4.shr_s(i32x4.add(i32x4.mul(right, below), half), BITS);
    const downOnly = i32x4.sub(below, both);
    const upper = v128.or(i32x4.sub(i32x4.sub(one, right), downOnly), i32x4.shl(i32x4.sub(right, both), 16));
    const lower = v128.or(downOnly, i32x4.shl(both, 16));
    const index = i32x4.add(i32x4.mul(y0, columns), x0);
    const to = row + <usize>(x * pixelBytes);
    if (pixelBytes === 1) {
      v128.store32_lane(to, greyPixels(source, index, stride, upper, lower), 0);
      continue;
    }
    const a0 = source + <usize>(i32x4.extract_lane(index, 0) * pixelBytes);
    const a1 = source + <usize>(i32x4.extract_lane(index, 1) * pixelBytes);
    const a2 = source + <usize>(i32x4.extract_lane(index, 2) * pixelBytes);
    const a3 = source + <usize>(i32x4.extract_lane(index, 3) * pixelBytes);
    const p0 = colourPixel(a0, stride, splat0(upper), splat0(lower), pixelBytes);
    const p1 = colourPixel(a1, stride, splat1(upper), splat1(lower), pixelBytes);
    const p2 = colourPixel(a2, stride, splat2(upper), splat2(lower), pixelBytes);
    const p3 = colourPixel(a3, stride, splat3(upper), splat3(lower), pixelBytes);
    const four = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(p0, p1), i16x8.narrow_i32x4_s(p2, p3));
    if (pixelBytes === 4) {
      v128.store(to, four);
    } else {
      const packed = i8x16.swizzle(four, i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
      v128.store64_lane(to, packed, 0);
      v128.store32_lane(to + 8, packed, 2);
    }
  }
  for (; x < count; x++) samplePixel(warp, xs, ys, x, row);
}

function splat0(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 0, 0, 0, 0);
}
function splat1(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 1, 1, 1, 1);
}
function splat2(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 2, 2, 2, 2);
}
function splat3(v: v128): v128 {
  return v128.shuffle<i32>(v, v, 3, 3, 3, 3);
}

/** One pixel of three or four channels, as whole numbers of 32 bits: its two rows of two pixels, weighed in pairs. */
function colourPixel(at: usize, stride: usize, upper: v128, lower: v128, pixelBytes: i32): v128 {
  const pairs =
    pixelBytes === 4
      ? i8x16(0, -1, 4, -1, 1, -1, 5, -1, 2, -1, 6, -1, 3, -1, 7, -1)
      : i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1);
  const above = i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(at), pairs), upper);
  const under = i32x4.dot_i16x8_s(i8x16.swizzle(v128.load64_zero(at + stride), pairs), lower);
  return i32x4.shr_s(i32x4.add(i32x4.add(above, under), i32x4.splat(HALF)), BITS);
}

/** Four pixels of one channel, in the lowest four bytes. */
function greyPixels(source: usize, index: v128, stride: usize, upper: v128, lower: v128): v128 {
  const a0 = source + <usize>i32x4.extract_lane(index, 0);
  const a1 = source + <usize>i32x4.extract_lane(index, 1);
  const a2 = source + <usize>i32x4.extract_lane(index, 2);
  const a3 = source + <usize>i32x4.extract_lane(index, 3);
  const above = i16x8(load<i16>(a0), load<i16>(a1), load<i16>(a2), load<i16>(a3), 0, 0, 0, 0);
  const under = i16x8(
    load<i16>(a0 + stride),
    load<i16>(a1 + stride),
    load<i16>(a2 + stride),
    load<i16>(a3 + stride),
    0,
    0,
    0,
    0,
  );
  const weighedAbove = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(above), upper);
  const weighedUnder = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(under), lower);
  const sum = i32x4.shr_s(i32x4.add(i32x4.add(weighedAbove, weighedUnder), i32x4.splat(HALF)), BITS);
  const narrow = i16x8.narrow_i32x4_s(sum, sum);
  return i8x16.narrow_i16x8_u(narrow, narrow);
}

/** Any pixel, at the border too, of any number of channels. */
function samplePixel(warp: Warp, xs: usize, ys: usize, x: i32, row: usize): void {
  const placeX = load<i32>(xs + ((<usize>x) << 2));
  const placeY = load<i32>(ys + ((<usize>x) << 2));
  const right = placeX & (ONE - 1);
  const below = placeY & (ONE - 1);
  const w11 = (right * below + HALF) >> BITS;
  const w01 = right - w11;
  const w10 = below - w11;
  const w00 = ONE - right - w10;
  const channels = <usize>warp.channels;
  const to = row + <usize>x * channels;
  findTaps(warp, placeX >> BITS, placeY >> BITS, 1);
  for (let c: usize = 0; c < channels; c++) {
    const sum =
      w00 * <i32>load<u8>(tap00 + c) +
      w01 * <i32>load<u8>(tap01 + c) +
      w10 * <i32>load<u8>(tap10 + c) +
      w11 * <i32>load<u8>(tap11 + c);
    store<u8>(to + c, (sum + HALF) >> BITS);
  }
}
