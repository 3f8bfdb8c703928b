// Concatenation, splitting and slicing: rows copied from one place to another; and added.
#include "simd.h"

// `rows` runs of `count` four-byte numbers, `toStride` and `fromStride` numbers from one run to the next.
EXPORT(copyRuns) void copyRuns(float *to, int toStride, const float *from, int fromStride, int rows, int count) {
  for (int i = 0; i < rows; i++) copy(to + i * toStride, from + i * fromStride, count);
}

// to += from
EXPORT(addTo) void addTo(float *to, const float *from, int count) {
  int i = 0;
  for (; i + 4 <= count; i += 4) store(to + i, add(load(to + i), load(from + i)));
  for (; i < count; i++) to[i] += from[i];
}
