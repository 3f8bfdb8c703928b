/** Factors of the cosine transform with 13 bits behind the point: half of cos(kπ/16), and √½ / 2. */
const EVEN: i32 = 2896;
const C1: i32 = 4017;
const C2: i32 = 3784;
const C3: i32 = 3406;
const C5: i32 = 2276;
const C6: i32 = 1567;
const C7: i32 = 799;
const HALF: i32 = 4096;

/**
 * Rounds the blocks of 8×8 bytes of a plane to steps, as quantizePlane.ts does it. Sides are multiples of 8. `steps` holds
 * 64 int32 and their inverses as float32, both with rows and columns exchanged; `block` has room for 64 int32.
 */
export function quantizePlane8(plane: usize, width: i32, height: i32, steps: usize, block: usize): void {
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const corner = plane + <usize>(top * width + left);
      readBlock(corner, width, block);
      forward(block);
      forward(block + 16);
      turn(block);
      forward(block);
      forward(block + 16);
      quantize(block, steps);
      inverse(block);
      inverse(block + 16);
      turn(block);
      inverse(block);
      inverse(block + 16);
      writeBlock(corner, width, block);
    }
  }
}

function readBlock(corner: usize, width: i32, block: usize): void {
  const middle = i16x8.splat(128);
  for (let y: usize = 0; y < 8; y++) {
    const row = i16x8.shl(i16x8.sub(v128.load8x8_u(corner + y * <usize>width), middle), 4);
    v128.store(block + (y << 5), i32x4.extend_low_i16x8_s(row));
    v128.store(block + (y << 5), i32x4.extend_high_i16x8_s(row), 16);
  }
}

function writeBlock(corner: usize, width: i32, block: usize): void {
  const half = i32x4.splat(8 + (128 << 4));
  for (let y: usize = 0; y < 8; y++) {
    const left = i32x4.shr_s(i32x4.add(v128.load(block + (y << 5)), half), 4);
    const right = i32x4.shr_s(i32x4.add(v128.load(block + (y << 5), 16), half), 4);
    const shorts = i16x8.narrow_i32x4_s(left, right);
    v128.store64_lane(corner + y * <usize>width, i8x16.narrow_i16x8_u(shorts, shorts), 0);
  }
}

/** Exchanges rows and columns. */
function turn(block: usize): void {
  turnQuarter(block, block);
  turnQuarters(block + 16, block + 128);
  turnQuarter(block + 144, block + 144);
}

function turnQuarter(from: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 32);
  const c = v128.load(from, 64);
  const d = v128.load(from, 96);
  storeTurned(to, a, b, c, d);
}

function turnQuarters(first: usize, second: usize): void {
  const a = v128.load(first);
  const b = v128.load(first, 32);
  const c = v128.load(first, 64);
  const d = v128.load(first, 96);
  turnQuarter(second, first);
  storeTurned(second, a, b, c, d);
}

function storeTurned(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const abHigh = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cdHigh = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(to, i64x2.shuffle(ab, cd, 1, 3), 32);
  v128.store(to, i64x2.shuffle(abHigh, cdHigh, 0, 2), 64);
  v128.store(to, i64x2.shuffle(abHigh, cdHigh, 1, 3), 96);
}

function quantize(block: usize, steps: usize): void {
  const half = f32x4.splat(0.5);
  for (let i: usize = 0; i < 256; i += 16) {
    const share = f32x4.mul(f32x4.convert_i32x4_s(v128.load(block + i)), v128.load(steps + i, 256));
    const multiple = i32x4.trunc_sat_f32x4_s(f32x4.floor(f32x4.add(share, half)));
    v128.store(block + i, i32x4.shl(i32x4.mul(multiple, v128.load(steps + i)), 4));
  }
}

function times(factor: i32, value: v128): v128 {
  return i32x4.mul(i32x4.splat(factor), value);
}

function rounded(sum: v128): v128 {
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(HALF)), 13);
}

/** The cosine transform of four columns. */
function forward(v: usize): void {
  const x0 = v128.load(v);
  const x1 = v128.load(v, 32);
  const x2 = v128.load(v, 64);
  const x3 = v128.load(v, 96);
  const x4 = v128.load(v, 128);
  const x5 = v128.load(v, 160);
  const x6 = v128.load(v, 192);
  const x7 = v128.load(v, 224);
  const s0 = i32x4.add(x0, x7);
  const s1 = i32x4.add(x1, x6);
  const s2 = i32x4.add(x2, x5);
  const s3 = i32x4.add(x3, x4);
  const d0 = i32x4.sub(x0, x7);
  const d1 = i32x4.sub(x1, x6);
  const d2 = i32x4.sub(x2, x5);
  const d3 = i32x4.sub(x3, x4);
  const outer = i32x4.add(s0, s3);
  const inner = i32x4.add(s1, s2);
  const t0 = i32x4.sub(s0, s3);
  const t1 = i32x4.sub(s1, s2);
  v128.store(v, rounded(times(EVEN, i32x4.add(outer, inner))));
  v128.store(v, rounded(times(EVEN, i32x4.sub(outer, inner))), 128);
  v128.store(v, rounded(i32x4.add(times(C2, t0), times(C6, t1))), 64);
  v128.store(v, rounded(i32x4.sub(times(C6, t0), times(C2, t1))), 192);
  v128.store(v, rounded(sum4(times(C1, d0), times(C3, d1), times(C5, d2), times(C7, d3))), 32);
  v128.store(v, rounded(sum4(times(C3, d0), times(-C7, d1), times(-C1, d2), times(-C5, d3))), 96);
  v128.store(v, rounded(sum4(times(C5, d0), times(-C1, d1), times(C7, d2), times(C3, d3))), 160);
  v128.store(v, rounded(sum4(times(C7, d0), times(-C5, d1), times(C3, d2), times(-C1, d3))), 224);
}

function sum4(a: v128, b: v128, c: v128, d: v128): v128 {
  return i32x4.add(i32x4.add(a, b), i32x4.add(c, d));
}

/** The inverse of {@link forward}. */
function inverse(v: usize): void {
  const x0 = v128.load(v);
  const x1 = v128.load(v, 32);
  const x2 = v128.load(v, 64);
  const x3 = v128.load(v, 96);
  const x4 = v128.load(v, 128);
  const x5 = v128.load(v, 160);
  const x6 = v128.load(v, 192);
  const x7 = v128.load(v, 224);
  const sum = times(EVEN, i32x4.add(x0, x4));
  const difference = times(EVEN, i32x4.sub(x0, x4));
  const p = i32x4.add(times(C2, x2), times(C6, x6));
  const q = i32x4.sub(times(C6, x2), times(C2, x6));
  const e0 = i32x4.add(sum, p);
  const e1 = i32x4.add(difference, q);
  const e2 = i32x4.sub(difference, q);
  const e3 = i32x4.sub(sum, p);
  const o0 = sum4(times(C1, x1), times(C3, x3), times(C5, x5), times(C7, x7));
  const o1 = sum4(times(C3, x1), times(-C7, x3), times(-C1, x5), times(-C5, x7));
  const o2 = sum4(times(C5, x1), times(-C1, x3), times(C7, x5), times(C3, x7));
  const o3 = sum4(times(C7, x1), times(-C5, x3), times(C3, x5), times(-C1, x7));
  v128.store(v, rounded(i32x4.add(e0, o0)));
  v128.store(v, rounded(i32x4.sub(e0, o0)), 224);
  v128.store(v, rounded(i32x4.add(e1, o1)), 32);
  v128.store(v, rounded(i32x4.sub(e1, o1)), 192);
  v128.store(v, rounded(i32x4.add(e2, o2)), 64);
  v128.store(v, rounded(i32x4.sub(e2, o2)), 160);
  v128.store(v, rounded(i32x4.add(e3, o3)), 96);
  v128.store(v, rounded(i32x4.sub(e3, o3)), 128);
}
