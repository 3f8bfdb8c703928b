#include "simd.h"

// Weighted sums along one axis of a tensor [outer, length, inner]: output i of `outputs` is the sum of the `width` inputs
// from `starts[i]` on, times `weights[i · width] …`. A band never reaches beyond the last input.
EXPORT(resampleAxis)
void resampleAxis(const float *x, int outer, int length, int inner, int outputs, int width, const int *starts,
                  const float *weights, float *y) {
  for (int o = 0; o < outer; o++) {
    for (int i = 0; i < outputs; i++) {
      const float *from = x + (o * length + starts[i]) * inner, *weight = weights + i * width;
      float *to = y + (o * outputs + i) * inner;
      int first = 0, end = width;
      while (first < end && weight[first] == 0) first++;
      while (end > first && weight[end - 1] == 0) end--;
      for (int k = 0; k < inner; k += 4) {
        const int count = inner - k;
        vec sum = zero();
        for (int t = first; t < end; t++) sum = add(sum, times(weight[t], loadSome(from + t * inner + k, count)));
        storeSome(to + k, sum, count);
      }
    }
  }
}
