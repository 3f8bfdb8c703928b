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
    const y =
      red * lightOf(light, source, 0) + green * lightOf(light, source, 1) + blue * lightOf(light, source, 2) + <f32>0.5;
    store<u8>(plane, load<u8>(lightness + <usize>(<u32>y)));
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

/** The whole numbers nearest to four numbers that are not negative. Conversions are slow, the digits of a sum are not. */
function indexes(values: v128): v128 {
  const whole = f32x4.floor(f32x4.add(values, f32x4.splat(0.5)));
  return v128.and(f32x4.add(whole, f32x4.splat(8388608)), i32x4.splat(0x7fffff));
}

function gatherRoots(root: usize, values: v128): v128 {
  const at = i32x4.shl(indexes(values), 2);
  return f32x4(
    load<f32>(root + <usize>i32x4.extract_lane(at, 0)),
    load<f32>(root + <usize>i32x4.extract_lane(at, 1)),
    load<f32>(root + <usize>i32x4.extract_lane(at, 2)),
    load<f32>(root + <usize>i32x4.extract_lane(at, 3)),
  );
}

/** The inverse of the cube root of CIELAB. */
function cube(f: v128): v128 {
  const cubed = f32x4.mul(f32x4.mul(f, f), f);
  const straight = f32x4.mul(f32x4.sub(f, f32x4.splat(<f32>(16.0 / 116.0))), f32x4.splat(<f32>(1.0 / 7.787)));
  return v128.bitselect(cubed, straight, f32x4.gt(f, f32x4.splat(0.2068966)));
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
  const x = cube(f32x4.add(gatherRoots(root, times(matrices, 0, r, g, b)), shift));
  const y = cube(f32x4.add(gatherRoots(root, times(matrices, 1, r, g, b)), shift));
  const z = cube(f32x4.add(gatherRoots(root, times(matrices, 2, r, g, b)), shift));
  const level = <usize>tables.level;
  const red = steps(times(matrices, 3, x, y, z));
  const green = steps(times(matrices, 4, x, y, z));
  const blue = steps(times(matrices, 5, x, y, z));
  storePixel(
    source,
    to,
    level,
    i16x8.extract_lane_s(change, 0),
    i32x4.extract_lane(red, 0),
    i32x4.extract_lane(green, 0),
    i32x4.extract_lane(blue, 0),
  );
  if (left === 1) return;
  storePixel(
    source + step,
    to + step,
    level,
    i16x8.extract_lane_s(change, 1),
    i32x4.extract_lane(red, 1),
    i32x4.extract_lane(green, 1),
    i32x4.extract_lane(blue, 1),
  );
  if (left === 2) return;
  storePixel(
    source + 2 * step,
    to + 2 * step,
    level,
    i16x8.extract_lane_s(change, 2),
    i32x4.extract_lane(red, 2),
    i32x4.extract_lane(green, 2),
    i32x4.extract_lane(blue, 2),
  );
  if (left === 3) return;
  storePixel(
    source + 3 * step,
    to + 3 * step,
    level,
    i16x8.extract_lane_s(change, 3),
    i32x4.extract_lane(red, 3),
    i32x4.extract_lane(green, 3),
    i32x4.extract_lane(blue, 3),
  );
}

function storePixel(source: usize, to: usize, level: usize, change: i16, red: i32, green: i32, blue: i32): void {
  if (change === 0) {
    store<u16>(to, load<u16>(source));
    store<u8>(to, load<u8>(source, 2), 2);
    return;
  }
  store<u8>(to, load<u8>(level + <usize>red));
  store<u8>(to, load<u8>(level + <usize>green), 1);
  store<u8>(to, load<u8>(level + <usize>blue), 2);
}
