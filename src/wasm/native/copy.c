// Concatenation, splitting and slicing: rows copied from one place to another.
#include "simd.h"

// `rows` runs of `count` four-byte numbers, `toStride` and `fromStride` numbers from one run to the next.
EXPORT(copyRuns) void copyRuns(float *to, int toStride, const float *from, int fromStride, int rows, int count) {
  for (int i = 0; i < rows; i++) copy(to + i * toStride, from + i * fromStride, count);
}
