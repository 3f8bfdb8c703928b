// e^x for what does not overflow, to the last bits of a float.
#pragma once
#include "simd.h"

INLINE vec horner(vec sum, vec x, float next) { return add(mul(sum, x), splat(next)); }

// e^x for x ≤ 0: 2^n · e^r, where n is whole and |r| ≤ ln 2 / 2, and e^r by its Taylor series.
INLINE vec exponential(vec x) {
  const vec clamped = wasm_f32x4_max(x, splat(-87));
  const vec n = wasm_f32x4_nearest(mul(clamped, splat(1.44269504f)));
  // ln 2 in two parts, of which the first has so few digits that n times it is exact.
  const vec r = sub(sub(clamped, mul(n, splat(0.693359375f))), mul(n, splat(-2.12194440e-4f)));
  vec sum = splat(1.0f / 5040);
  sum = horner(sum, r, 1.0f / 720);
  sum = horner(sum, r, 1.0f / 120);
  sum = horner(sum, r, 1.0f / 24);
  sum = horner(sum, r, 1.0f / 6);
  sum = horner(sum, r, 0.5f);
  sum = horner(sum, r, 1);
  sum = horner(sum, r, 1);
  const vec power = wasm_i32x4_shl(wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(n), wasm_i32x4_splat(127)), 23);
  return mul(sum, power);
}
