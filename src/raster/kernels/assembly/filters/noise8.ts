/**
 * Adds noise to bytes: values of `table`, in sixteenths of a level, at random 16-bit indexes. `state` holds four streams
 * of sfc32 side by side, four words each. Each index is for `share` bytes, 1 or more.
 */
export function noise8(source: usize, to: usize, length: i32, share: i32, table: usize, state: usize): void {
  let a = v128.load(state);
  let b = v128.load(state, 16);
  let c = v128.load(state, 32);
  let d = v128.load(state, 48);
  const one = i32x4.splat(1);
  const half = i16x8.splat(8);
  let at = 0;
  while (at < length) {
    const words = i32x4.add(i32x4.add(a, b), d);
    d = i32x4.add(d, one);
    a = v128.xor(b, i32x4.shr_u(b, 9));
    b = i32x4.add(c, i32x4.shl(c, 3));
    c = i32x4.add(v128.or(i32x4.shl(c, 21), i32x4.shr_u(c, 11)), words);
    v128.store(state, words); // lanes are taken out faster by way of memory
    let noise = i16x8.splat(0);
    noise = i16x8.replace_lane(noise, 0, load<i16>(table + ((<usize>load<u16>(state, 0)) << 1)));
    noise = i16x8.replace_lane(noise, 1, load<i16>(table + ((<usize>load<u16>(state, 2)) << 1)));
    noise = i16x8.replace_lane(noise, 2, load<i16>(table + ((<usize>load<u16>(state, 4)) << 1)));
    noise = i16x8.replace_lane(noise, 3, load<i16>(table + ((<usize>load<u16>(state, 6)) << 1)));
    noise = i16x8.replace_lane(noise, 4, load<i16>(table + ((<usize>load<u16>(state, 8)) << 1)));
    noise = i16x8.replace_lane(noise, 5, load<i16>(table + ((<usize>load<u16>(state, 10)) << 1)));
    noise = i16x8.replace_lane(noise, 6, load<i16>(table + ((<usize>load<u16>(state, 12)) << 1)));
    noise = i16x8.replace_lane(noise, 7, load<i16>(table + ((<usize>load<u16>(state, 14)) << 1)));
    if (share === 1) {
      const values = i16x8.shl(v128.load8x8_u(source + <usize>at), 4);
      const sum = i16x8.shr_s(i16x8.add(i16x8.add(values, noise), half), 4);
      v128.store64_lane(to + <usize>at, i8x16.narrow_i16x8_u(sum, sum), 0);
      at += 8;
    } else {
      v128.store(state, noise);
      for (let i = 0; i < 8 && at < length; i++) {
        const more = <i32>load<i16>(state + ((<usize>i) << 1)) + 8;
        for (let k = 0; k < share; k++, at++) {
          const value = (((<i32>load<u8>(source + <usize>at)) << 4) + more) >> 4;
          store<u8>(to + <usize>at, <u8>min(255, max(0, value)));
        }
      }
    }
  }
}
