// One step of Adam, in one pass over a weight instead of a dozen.
#include "simd.h"

// m ← keep1·m + fresh1·g, v ← keep2·v + fresh2·g², w ← w − stepSize · m / (√v · rootCorrection + epsilon); the new ones are written
// beside the old, which tensors must stay. `first` and `second` are 0 before the first step.
EXPORT(adamStep)
void adamStep(const float *weight, const float *gradient, const float *first, const float *second, int size,
              float keep1, float fresh1, float keep2, float fresh2, float epsilon, float stepSize, float rootCorrection,
              float *newWeight, float *newFirst, float *newSecond) {
  const vec small = splat(epsilon), rate = splat(stepSize), root = splat(rootCorrection);
  for (int i = 0; i < size; i += 4) {
    const int count = size - i;
    const vec g = loadSome(gradient + i, count);
    vec m = times(fresh1, g), v = times(fresh2, mul(g, g));
    if (first) {
      m = add(m, times(keep1, loadSome(first + i, count)));
      v = add(v, times(keep2, loadSome(second + i, count)));
    }
    const vec divisor = add(mul(wasm_f32x4_sqrt(v), root), small);
    const vec change = mul(rate, wasm_f32x4_div(m, divisor));
    storeSome(newFirst + i, m, count);
    storeSome(newSecond + i, v, count);
    storeSome(newWeight + i, sub(loadSome(weight + i, count), change), count);
  }
}
