// Sums over all pixels, one for each channel, of pixels [rows, channels].
#pragma once
#include "simd.h"

// A channel takes part in a vector only if the channels fill whole vectors. So `lanesOf` pixels are taken for one of
// `lanesOf` times as many channels ("lanes"), and what came apart is put together in the end; 1 where channels fit.
INLINE int lanesOf(int channels) { return channels % 4 == 0 ? 1 : channels % 2 == 0 ? 2 : 4; }

// Pixels are taken in chunks that stay in the first cache, because each of them is read more than once.
#define CHUNK_FLOATS 4096

INLINE int chunkRows(int lanes) { return lanes >= CHUNK_FLOATS / 8 ? 8 : CHUNK_FLOATS / lanes; }

// Where sums are all there is to a chunk, it is shorter, because float32 loses digits with every addition.
INLINE int sumChunkRows(int lanes) { return smaller(64, chunkRows(lanes)); }

// The sum of four neighbouring columns over some rows, `stride` floats apart.
INLINE vec sumOfColumns(const float *from, int rows, int stride) {
  vec s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
  int i = 0;
  for (; i + 4 <= rows; i += 4) {
    s0 = add(s0, load(from));
    s1 = add(s1, load(from + stride));
    s2 = add(s2, load(from + 2 * stride));
    s3 = add(s3, load(from + 3 * stride));
    from += 4 * stride;
  }
  for (; i < rows; i++, from += stride) s0 = add(s0, load(from));
  return add(add(s0, s1), add(s2, s3));
}

INLINE void clearDoubles(double *values, int count) {
  for (int i = 0; i < count; i++) values[i] = 0;
}

INLINE void addToDoubles(double *sums, vec value) {
  sums[0] += wasm_f32x4_extract_lane(value, 0);
  sums[1] += wasm_f32x4_extract_lane(value, 1);
  sums[2] += wasm_f32x4_extract_lane(value, 2);
  sums[3] += wasm_f32x4_extract_lane(value, 3);
}
