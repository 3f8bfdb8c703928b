import { CONSTANT } from './border';
import { wholePlaces } from './places';
import { findTaps, tap00, tap01, tap10, tap11 } from './taps';
import { Warp } from './warp';

/** Places are whole numbers of 1/16384 pixel: weights of two places fit into 16 bits. */
const BITS = 14;
const ONE: i32 = 1 << BITS;
const HALF: i32 = ONE >> 1;

/** Types that stand for 1, 3 and 4 channels, so that each has a loop of its own. */
type Grey = u8;
type Colour = u16;
type ColourAlpha = u32;

function channelsOf<T>(): i32 {
  return sizeof<T>() === 1 ? 1 : sizeof<T>() === 2 ? 3 : 4;
}

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
    if (channels === 3) sampleRow<Colour>(warp, xs, ys, row);
    else if (channels === 1) sampleRow<Grey>(warp, xs, ys, row);
    else if (channels === 4) sampleRow<ColourAlpha>(warp, xs, ys, row);
    else for (let x = 0; x < count; x++) samplePixel(warp, xs, ys, x, row);
  }
}

/** Four pixels at a time where all they are made of lies inside, or all of it outside under a constant border. */
function sampleRow<T>(warp: Warp, xs: usize, ys: usize, row: usize): void {
  const channels = channelsOf<T>();
  const count = warp.toWidth;
  const source = <usize>warp.source;
  const stride = <usize>(warp.width * channels);
  const columns = i32x4.splat(warp.width);
  const lines = i32x4.splat(warp.height);
  const lastX = i32x4.splat(warp.width - 1);
  const lastY = i32x4.splat(warp.height - 1);
  const isConstant = warp.border === CONSTANT;
  let to = row;
  let x = 0;
  for (; x + 4 <= count; x += 4) {
    const placeX = v128.load(xs + ((<usize>x) << 2));
    const placeY = v128.load(ys + ((<usize>x) << 2));
    const x0 = i32x4.shr_s(placeX, BITS);
    const y0 = i32x4.shr_s(placeY, BITS);
    if (i32x4.all_true(v128.and(i32x4.lt_u(x0, lastX), i32x4.lt_u(y0, lastY)))) {
      const index = i32x4.add(i32x4.mul(y0, columns), x0);
      sampleFour<T>(source, stride, index, placeX, placeY, to);
    } else if (isConstant && areOutside(x0, y0, columns, lines)) {
      for (let k = 0; k < 4; k++) copyFill<T>(<usize>warp.fill, to + <usize>(k * channels));
    } else {
      for (let k = x; k < x + 4; k++) samplePixel(warp, xs, ys, k, row);
    }
    to += <usize>(4 * channels);
  }
  for (; x < count; x++) samplePixel(warp, xs, ys, x, row);
}

/** Whether no place has a pixel of the picture among the four around it. */
function areOutside(x0: v128, y0: v128, columns: v128, lines: v128): bool {
  const one = i32x4.splat(1);
  const outside = v128.or(i32x4.gt_u(i32x4.add(x0, one), columns), i32x4.gt_u(i32x4.add(y0, one), lines));
  return i32x4.all_true(outside);
}

function copyFill<T>(fill: usize, to: usize): void {
  if (channelsOf<T>() === 4) {
    store<u32>(to, load<u32>(fill));
    return;
  }
  store<u8>(to, load<u8>(fill));
  if (channelsOf<T>() === 3) store<u16>(to + 1, load<u16>(fill + 1));
}

function sampleFour<T>(source: usize, stride: usize, index: v128, placeX: v128, placeY: v128, to: usize): void {
  const mask = i32x4.splat(ONE - 1);
  const right = v128.and(placeX, mask);
  const below = v128.and(placeY, mask);
  const both = i32x4.shr_s(i32x4.add(i32x4.mul(right, below), i32x4.splat(HALF)), BITS);
  const downOnly = i32x4.sub(below, both);
  const neither = i32x4.sub(i32x4.sub(i32x4.splat(ONE), right), downOnly);
  const upper = v128.or(neither, i32x4.shl(i32x4.sub(right, both), 16));
  const lower = v128.or(downOnly, i32x4.shl(both, 16));
  if (channelsOf<T>() === 1) {
    v128.store32_lane(to, greyPixels(source, index, stride, upper, lower), 0);
    return;
  }
  const bytes = channelsOf<T>() === 4 ? i32x4.shl(index, 2) : i32x4.add(index, i32x4.shl(index, 1));
  const p0 = colourPixel<T>(source + <usize>i32x4.extract_lane(bytes, 0), stride, splat0(upper), splat0(lower));
  const p1 = colourPixel<T>(source + <usize>i32x4.extract_lane(bytes, 1), stride, splat1(upper), splat1(lower));
  const p2 = colourPixel<T>(source + <usize>i32x4.extract_lane(bytes, 2), stride, splat2(upper), splat2(lower));
  const p3 = colourPixel<T>(source + <usize>i32x4.extract_lane(bytes, 3), stride, splat3(upper), splat3(lower));
  const four = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(p0, p1), i16x8.narrow_i32x4_s(p2, p3));
  if (channelsOf<T>() === 4) {
    v128.store(to, four);
    return;
  }
  const packed = i8x16.swizzle(four, i8x16(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  v128.store64_lane(to, packed, 0);
  v128.store32_lane(to + 8, packed, 2);
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
function colourPixel<T>(at: usize, stride: usize, upper: v128, lower: v128): v128 {
  const pairs =
    channelsOf<T>() === 4
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
