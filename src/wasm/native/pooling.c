// The gradient of max pooling.
#include "convolution.h"
#include "simd.h"

// Each output's gradient goes to the first of its inputs, by rows, that has the maximum. In `c`, the filter is the
// pooling window, and inputs and outputs have as many channels.
EXPORT(maxPoolBackprop) void maxPoolBackprop(const Convolution *c, const float *dy, const float *x, float *dx) {
  const int channels = c->inChannels, pixels = c->batch * c->outHeight * c->outWidth;
  clear(dx, c->batch * c->inHeight * c->inWidth * channels);
  for (int pixel = 0; pixel < pixels; pixel++) {
    const int row = pixel / c->outWidth, picture = row / c->outHeight * c->inHeight * c->inWidth;
    const int top = row % c->outHeight * c->strideHeight - c->padTop;
    const int left = pixel % c->outWidth * c->strideWidth - c->padLeft;
    const int firstRow = larger(top, 0), endRow = smaller(top + c->filterHeight, c->inHeight);
    const int firstColumn = larger(left, 0), endColumn = smaller(left + c->filterWidth, c->inWidth);
    for (int k = 0; k < channels; k += 4) {
      const int count = channels - k;
      vec highest = splat(-__builtin_inff());
      for (int i = firstRow; i < endRow; i++) {
        for (int j = firstColumn; j < endColumn; j++) {
          const int at = (picture + i * c->inWidth + j) * channels + k;
          highest = wasm_f32x4_pmax(highest, loadSome(x + at, count));
        }
      }
      vec gradient = loadSome(dy + pixel * channels + k, count);
      for (int i = firstRow; i < endRow; i++) {
        for (int j = firstColumn; j < endColumn; j++) {
          const int at = (picture + i * c->inWidth + j) * channels + k;
          const vec isHighest = wasm_f32x4_eq(loadSome(x + at, count), highest);
          const vec share = wasm_v128_and(gradient, isHighest);
          storeSome(dx + at, add(loadSome(dx + at, count), share), count);
          gradient = wasm_v128_andnot(gradient, isHighest); // each gradient is given away once
        }
      }
    }
  }
}
