import { exactPlaces } from './places';
import { findTaps, tap00, tap01, tap10, tap11 } from './taps';
import { Warp } from './warp';

/** Places are kept within whole numbers of 32 bits. */
const FARTHEST: f64 = 1e9;

/** Bilinear warp of a 16-bit picture in double precision; the map's unit is a pixel. */
export function warpLinear16(pointer: usize): void {
  warpLinear<u16>(changetype<Warp>(pointer));
}

/** The same for float32. */
export function warpLinear32(pointer: usize): void {
  warpLinear<f32>(changetype<Warp>(pointer));
}

function warpLinear<T extends number>(warp: Warp): void {
  const count = warp.toWidth;
  const channels = <usize>warp.channels;
  const xs = <usize>warp.scratch;
  const ys = xs + ((<usize>(count + 4)) << 3);
  let to = <usize>warp.to;
  for (let y = 0; y < warp.toHeight; y++) {
    exactPlaces(warp, y, xs, ys);
    for (let x: usize = 0; x < <usize>count; x++) {
      const placeX = within(load<f64>(xs + (x << 3)));
      const placeY = within(load<f64>(ys + (x << 3)));
      const floorX = Math.floor(placeX);
      const floorY = Math.floor(placeY);
      findTaps(warp, <i32>floorX, <i32>floorY, sizeof<T>());
      for (let c: usize = 0; c < channels * sizeof<T>(); c += sizeof<T>()) {
        const top = between(<f64>load<T>(tap00 + c), <f64>load<T>(tap01 + c), placeX - floorX);
        const bottom = between(<f64>load<T>(tap10 + c), <f64>load<T>(tap11 + c), placeX - floorX);
        const value = between(top, bottom, placeY - floorY);
        if (isFloat<T>()) store<T>(to, <T>value);
        else store<T>(to, <T>(value + 0.5));
        to += sizeof<T>();
      }
    }
  }
}

function within(place: f64): f64 {
  return Math.min(FARTHEST, Math.max(-FARTHEST, place));
}

/** The value at a share of the way from one to the next; at its start exactly the first, whatever the second is. */
function between(first: f64, second: f64, share: f64): f64 {
  return share === 0 ? first : first + (second - first) * share;
}
