// What every kernel shares: four floats at a time, and groups of fewer at the rim.
//
// The module has no memory of its own. It works in that of tfjs, so it must bring neither a data segment nor a stack:
// no static tables, no arrays on the stack, nothing whose address is taken. The build checks that.
#pragma once
#include <wasm_simd128.h>

typedef v128_t vec;

#define EXPORT_EXPANDED(name) __attribute__((export_name(#name)))
#define EXPORT(name) EXPORT_EXPANDED(name)
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("unroll")
// Loops around unrolled ones: unrolling those too makes the module several times as large and no faster.
#define KEEP_LOOP _Pragma("nounroll")

INLINE vec load(const float *from) { return wasm_v128_load(from); }
INLINE void store(float *to, vec value) { wasm_v128_store(to, value); }
INLINE vec splat(float value) { return wasm_f32x4_splat(value); }
INLINE vec zero(void) { return wasm_f32x4_const_splat(0); }
INLINE vec add(vec a, vec b) { return wasm_f32x4_add(a, b); }
INLINE vec sub(vec a, vec b) { return wasm_f32x4_sub(a, b); }
INLINE vec mul(vec a, vec b) { return wasm_f32x4_mul(a, b); }
INLINE vec times(float a, vec b) { return wasm_f32x4_mul(wasm_f32x4_splat(a), b); }

// NaN stays NaN: both instructions return their first operand where the comparison fails.
INLINE vec clamp(vec value, vec low, vec high) { return wasm_f32x4_pmin(wasm_f32x4_pmax(value, low), high); }

INLINE int roundUp(int size, int multiple) { return (size + multiple - 1) / multiple * multiple; }
INLINE int smaller(int a, int b) { return a < b ? a : b; }
INLINE int larger(int a, int b) { return a > b ? a : b; }

// The first `count` (1 to 4) floats; zeros for the rest, which is not read: it may be beyond the tensor, or NaN.
INLINE vec loadSome(const float *from, int count) {
  if (count >= 4) return load(from);
  vec value = wasm_v128_load32_zero(from);
  if (count > 1) value = wasm_v128_load32_lane(from + 1, value, 1);
  if (count > 2) value = wasm_v128_load32_lane(from + 2, value, 2);
  return value;
}

INLINE void storeSome(float *to, vec value, int count) {
  if (count >= 4) {
    store(to, value);
    return;
  }
  wasm_v128_store32_lane(to, value, 0);
  if (count > 1) wasm_v128_store32_lane(to + 1, value, 1);
  if (count > 2) wasm_v128_store32_lane(to + 2, value, 2);
}

INLINE void clear(float *to, int count) {
  int i = 0;
  for (; i + 4 <= count; i += 4) store(to + i, zero());
  for (; i < count; i++) to[i] = 0;
}

INLINE void copy(float *to, const float *from, int count) {
  int i = 0;
  for (; i + 4 <= count; i += 4) store(to + i, load(from + i));
  if (i < count) storeSome(to + i, loadSome(from + i, count - i), count - i);
}
