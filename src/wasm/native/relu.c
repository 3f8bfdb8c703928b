#include "simd.h"

// dx = dy where x > 0, 0 where x ≤ 0, NaN where x is.
EXPORT(reluBackprop) void reluBackprop(const float *dy, const float *x, int count, float *dx) {
  for (int i = 0; i < count; i += 4) {
    const vec input = loadSome(x + i, count - i), slope = loadSome(dy + i, count - i);
    const vec kept = wasm_v128_and(slope, wasm_f32x4_gt(input, zero()));
    storeSome(dx + i, wasm_v128_bitselect(kept, input, wasm_f32x4_eq(input, input)), count - i);
  }
}
