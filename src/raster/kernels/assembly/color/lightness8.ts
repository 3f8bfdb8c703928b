/** Light is looked up in so many steps; the tables have one entry more. */
const STEPS: f32 = 16384.0;

/** What all of these take: see lightness.ts for the tables and the numbers. */
@unmanaged
class Tables {
  /** Light of the 256 levels in steps, float32. */
  light: i32;
  /** The cube root of CIELAB of every step, float32. */
  root: i32;
  /** The lightness of every step, uint8. */
  lightness: i32;
  /** The level of every step, uint8. */
  level: i32;
  /** 18 float32: to X, Y, Z of red, green, blue, and back, row by row. */
  matrices: i32;
  /** Room for 64 bytes: lanes of a register are taken out faster by way of memory. */
  scratch: i32;
}

/** The lightness of every pixel in 256 levels. */
export function lightness8(source: usize, plane: usize, pixels: i32, channels: i32, pointer: usize): void {
  const tables = changetype<Tables>(pointer);
  const light = <usize>tables.light;
  const lightness = <usize>tables.lightness;
  const matrices = <usize>tables.matrices;
  const red = load<f32>(matrices, 12);
  const green = load<f32>(matrices, 16);
  const blue = load<f32>(matrices, 20);
  const end = plane + <usize>pixels;
  for (; plane < end; plane++, source += <usize>channels) {
    const y = red * lightOf(light, source, 0) + green * lightOf(light, source, 1) + blue * lightOf(light, source, 2);
    store<u8>(plane, load<u8>(lightness + <usize>(<u32>nearest<f32>(y))));
  }
}

function lightOf(light: usize, source: usize, channel: usize): f32 {
  return load<f32>(light + ((<usize>load<u8>(source + channel)) << 2));
}

/** Moves the lightness of every pixel from one plane to another. Pixels where both are alike are copied. */
export function shiftLightness8(
  source: usize,
  to: usize,
  before: usize,
  after: usize,
  pixels: i32,
  channels: i32,
  unit: f32,
  pointer: usize,
): void {
  const tables = changetype<Tables>(pointer);
  const step = <usize>channels;
  for (let p = 0; p < pixels; p += 4) {
    const change = i16x8.sub(
      i16x8.extend_low_i8x16_u(v128.load32_zero(after + <usize>p)),
      i16x8.extend_low_i8x16_u(v128.load32_zero(before + <usize>p)),
    );
    const left = min(4, pixels - p);
    if (v128.any_true(change)) {
      const shift = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(change)), f32x4.splat(unit));
      shiftFour(source, to, step, left, change, shift, tables);
    } else {
      copyBytes(source, to, <usize>left * step);
    }
    source += 4 * step;
    to += 4 * step;
  }
}

function copyBytes(source: usize, to: usize, length: usize): void {
  for (let i: usize = 0; i < length; i++) store<u8>(to + i, load<u8>(source + i));
}

function gatherLight(light: usize, source: usize, step: usize): v128 {
  return f32x4(
    load<f32>(light + ((<usize>load<u8>(source)) << 2)),
    load<f32>(light + ((<usize>load<u8>(source + step)) << 2)),
    load<f32>(light + ((<usize>load<u8>(source + 2 * step)) << 2)),
    load<f32>(light + ((<usize>load<u8>(source + 3 * step)) << 2)),
  );
}

/** A row of a matrix times three numbers. */
function times(matrix: usize, row: i32, a: v128, b: v128, c: v128): v128 {
  const at = matrix + <usize>(row * 12);
  return f32x4.add(
    f32x4.add(f32x4.mul(v128.load32_splat(at), a), f32x4.mul(v128.load32_splat(at, 4), b)),
    f32x4.mul(v128.load32_splat(at, 8), c),
  );
}

/** The whole numbers nearest to four numbers of 0 … 2^22: the last digits of a large sum. */
function indexes(values: v128): v128 {
  return v128.and(f32x4.add(values, f32x4.splat(8388608)), i32x4.splat(0x7fffff));
}

function gatherRoots(root: usize, values: v128, scratch: usize): v128 {
  v128.store(scratch, indexes(values));
  return f32x4(
    load<f32>(root + ((<usize>load<i32>(scratch)) << 2)),
    load<f32>(root + ((<usize>load<i32>(scratch, 4)) << 2)),
    load<f32>(root + ((<usize>load<i32>(scratch, 8)) << 2)),
    load<f32>(root + ((<usize>load<i32>(scratch, 12)) << 2)),
  );
}

/** The inverse of the cube root of CIELAB. */
function cube(f: v128): v128 {
  const cubed = f32x4.mul(f32x4.mul(f, f), f);
  const isBright = f32x4.gt(f, f32x4.splat(0.2068966));
  if (i32x4.all_true(isBright)) return cubed;
  const straight = f32x4.mul(f32x4.sub(f, f32x4.splat(<f32>(16.0 / 116.0))), f32x4.splat(<f32>(1.0 / 7.787)));
  return v128.bitselect(cubed, straight, isBright);
}

function steps(light: v128): v128 {
  const clipped = f32x4.pmin(f32x4.pmax(light, f32x4.splat(0)), f32x4.splat(1));
  return indexes(f32x4.mul(clipped, f32x4.splat(STEPS)));
}

function shiftFour(source: usize, to: usize, step: usize, left: i32, change: v128, shift: v128, tables: Tables): void {
  const light = <usize>tables.light;
  const root = <usize>tables.root;
  const matrices = <usize>tables.matrices;
  const r = gatherLight(light, source, step);
  const g = gatherLight(light, source + 1, step);
  const b = gatherLight(light, source + 2, step);
  const scratch = <usize>tables.scratch;
  const x = cube(f32x4.add(gatherRoots(root, times(matrices, 0, r, g, b), scratch), shift));
  const y = cube(f32x4.add(gatherRoots(root, times(matrices, 1, r, g, b), scratch + 16), shift));
  const z = cube(f32x4.add(gatherRoots(root, times(matrices, 2, r, g, b), scratch + 32), shift));
  v128.store(scratch, steps(times(matrices, 3, x, y, z)));
  v128.store(scratch, steps(times(matrices, 4, x, y, z)), 16);
  v128.store(scratch, steps(times(matrices, 5, x, y, z)), 32);
  v128.store(scratch, i32x4.extend_low_i16x8_s(change), 48);
  const level = <usize>tables.level;
  storePixel(source, to, level, scratch);
  if (left === 1) return;
  storePixel(source + step, to + step, level, scratch + 4);
  if (left === 2) return;
  storePixel(source + 2 * step, to + 2 * step, level, scratch + 8);
  if (left === 3) return;
  storePixel(source + 3 * step, to + 3 * step, level, scratch + 12);
}

function storePixel(source: usize, to: usize, level: usize, scratch: usize): void {
  if (load<i32>(scratch, 48) === 0) {
    store<u16>(to, load<u16>(source));
    store<u8>(to, load<u8>(source, 2), 2);
    return;
  }
  store<u8>(to, load<u8>(level + <usize>load<i32>(scratch)));
  store<u8>(to, load<u8>(level + <usize>load<i32>(scratch, 16)), 1);
  store<u8>(to, load<u8>(level + <usize>load<i32>(scratch, 32)), 2);
}
