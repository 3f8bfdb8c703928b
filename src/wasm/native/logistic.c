// Cross-entropy of logits, entry by entry, and its slope: each in one pass instead of ten.
#include "exponential.h"
#include "simd.h"

// log(1 + e) for 0 ≤ e ≤ 1: 2·artanh(s) with s = e / (2 + e) ≤ 1/3, by its series.
INLINE vec logOnePlus(vec e) {
  const vec s = wasm_f32x4_div(e, add(e, splat(2))), square = mul(s, s);
  vec sum = splat(2.0f / 17);
  sum = horner(sum, square, 2.0f / 15);
  sum = horner(sum, square, 2.0f / 13);
  sum = horner(sum, square, 2.0f / 11);
  sum = horner(sum, square, 2.0f / 9);
  sum = horner(sum, square, 2.0f / 7);
  sum = horner(sum, square, 2.0f / 5);
  sum = horner(sum, square, 2.0f / 3);
  sum = horner(sum, square, 2);
  return mul(sum, s);
}

INLINE vec decayOf(vec x) { return exponential(wasm_f32x4_neg(wasm_f32x4_abs(x))); }

// y = (a + b) · softplus(x) − a · x, with softplus(x) = max(x, 0) + log(1 + e^−|x|)
EXPORT(logisticEntropy)
void logisticEntropy(const float *x, const float *a, const float *b, int count, float *y) {
  for (int i = 0; i < count; i += 4) {
    const int left = count - i;
    const vec logit = loadSome(x + i, left), positive = loadSome(a + i, left), negative = loadSome(b + i, left);
    const vec softplus = add(wasm_f32x4_max(logit, zero()), logOnePlus(decayOf(logit)));
    storeSome(y + i, sub(mul(add(positive, negative), softplus), mul(positive, logit)), left);
  }
}

// dx = dy · ((a + b) · σ(x) − a)
EXPORT(logisticEntropyBackprop)
void logisticEntropyBackprop(const float *dy, const float *x, const float *a, const float *b, int count, float *dx) {
  for (int i = 0; i < count; i += 4) {
    const int left = count - i;
    const vec logit = loadSome(x + i, left), positive = loadSome(a + i, left), negative = loadSome(b + i, left);
    const vec decay = decayOf(logit), isBelow = wasm_f32x4_lt(logit, zero());
    const vec sigmoid = wasm_f32x4_div(wasm_v128_bitselect(decay, splat(1), isBelow), add(splat(1), decay));
    const vec slope = sub(mul(add(positive, negative), sigmoid), positive);
    storeSome(dx + i, mul(loadSome(dy + i, left), slope), left);
  }
}
