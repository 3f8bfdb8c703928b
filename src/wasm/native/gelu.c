// The exact GELU, x · Φ(x), and its slope. Φ by Abramowitz & Stegun 7.1.26, which is within 1.5e-7, as tfjs's `erf` is.
#include "exponential.h"
#include "simd.h"

// Φ(x), given `bell` = e^(−x²/2).
INLINE vec distribution(vec x, vec bell) {
  const vec z = mul(wasm_f32x4_abs(x), splat(0.70710678f));
  const vec t = wasm_f32x4_div(splat(1), add(splat(1), mul(z, splat(0.3275911f))));
  vec sum = splat(1.061405429f);
  sum = horner(sum, t, -1.453152027f);
  sum = horner(sum, t, 1.421413741f);
  sum = horner(sum, t, -0.284496736f);
  sum = horner(sum, t, 0.254829592f);
  const vec tail = mul(mul(mul(sum, t), bell), splat(0.5f)); // Φ(−|x|)
  return wasm_v128_bitselect(tail, sub(splat(1), tail), wasm_f32x4_lt(x, zero()));
}

INLINE vec bellOf(vec x) { return exponential(mul(mul(x, x), splat(-0.5f))); }

// y = x · Φ(x)
EXPORT(gelu) void gelu(const float *x, int count, float *y) {
  for (int i = 0; i < count; i += 4) {
    const vec value = loadSome(x + i, count - i);
    storeSome(y + i, mul(value, distribution(value, bellOf(value))), count - i);
  }
}

// dx = dy · (Φ(x) + x · φ(x))
EXPORT(geluBackprop) void geluBackprop(const float *dy, const float *x, int count, float *dx) {
  for (int i = 0; i < count; i += 4) {
    const vec value = loadSome(x + i, count - i), bell = bellOf(value);
    const vec slope = add(distribution(value, bell), mul(mul(value, bell), splat(0.39894228f)));
    storeSome(dx + i, mul(loadSome(dy + i, count - i), slope), count - i);
  }
}
