import { wholePlaces } from './places';
import { findTaps, tap00, tap01, tap10, tap11 } from './taps';
import { Warp } from './warp';

const BITS = 14;
const ONE: i32 = 1 << BITS;
const HALF: i32 = ONE >> 1;

/** Label-aware bilinear warp of 8-bit labels; the map's unit is 1/16384 pixel. */
export function warpLabels8(pointer: usize): void {
  warpLabels<u8>(changetype<Warp>(pointer));
}

/** The same for 16-bit labels. */
export function warpLabels16(pointer: usize): void {
  warpLabels<u16>(changetype<Warp>(pointer));
}

/** The same for 32-bit labels. */
export function warpLabels32(pointer: usize): void {
  warpLabels<i32>(changetype<Warp>(pointer));
}

/** Each label is weighed by what its pixels weigh together; the first of the heaviest wins. */
function warpLabels<T extends number>(warp: Warp): void {
  const count = warp.toWidth;
  const xs = <usize>warp.scratch;
  const ys = xs + ((<usize>(count + 4)) << 2);
  let to = <usize>warp.to;
  for (let y = 0; y < warp.toHeight; y++) {
    wholePlaces(warp, y, xs, ys);
    for (let x: usize = 0; x < <usize>count; x++) {
      const placeX = load<i32>(xs + (x << 2));
      const placeY = load<i32>(ys + (x << 2));
      findTaps(warp, placeX >> BITS, placeY >> BITS, sizeof<T>());
      const label00 = load<T>(tap00);
      const label01 = load<T>(tap01);
      const label10 = load<T>(tap10);
      const label11 = load<T>(tap11);
      let label = label00;
      if (label00 !== label01 || label00 !== label10 || label00 !== label11) {
        const right = placeX & (ONE - 1);
        const below = placeY & (ONE - 1);
        const w11 = (right * below + HALF) >> BITS;
        const w01 = right - w11;
        const w10 = below - w11;
        let best = ONE - right - w10;
        if (label01 === label00) best += w01;
        if (label10 === label00) best += w10;
        if (label11 === label00) best += w11;
        let sum = w01;
        if (label10 === label01) sum += w10;
        if (label11 === label01) sum += w11;
        if (sum > best && label01 !== label00) {
          best = sum;
          label = label01;
        }
        sum = w10;
        if (label11 === label10) sum += w11;
        if (sum > best && label10 !== label00 && label10 !== label01) {
          best = sum;
          label = label10;
        }
        if (w11 > best && label11 !== label00 && label11 !== label01 && label11 !== label10) label = label11;
      }
      store<T>(to, label);
      to += sizeof<T>();
    }
  }
}
