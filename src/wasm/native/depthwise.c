// The gradients of depthwise convolutions with one filter a channel. In `c`, inputs and outputs have as many channels.
#include "convolution.h"
#include "simd.h"

// The output columns, from `*first` to before `*end`, for which a tap of the filter lies within the picture.
INLINE void columnsUnderTap(const Convolution *c, int tap, int *first, int *end) {
  const int offset = tap * c->dilationWidth - c->padLeft, stride = c->strideWidth;
  *first = offset < 0 ? (-offset + stride - 1) / stride : 0;
  *end = c->inWidth - offset <= 0 ? 0 : smaller(c->outWidth, (c->inWidth - offset + stride - 1) / stride);
}

// filter[height, width, channels] = Σ of dy · the pixels under each tap.
EXPORT(depthwiseBackpropFilter)
void depthwiseBackpropFilter(const Convolution *c, const float *x, const float *dy, float *filter) {
  const int channels = c->inChannels, step = c->strideWidth * channels;
  clear(filter, c->filterHeight * c->filterWidth * channels);
  for (int row = 0; row < c->batch * c->outHeight; row++) {
    const int top = row % c->outHeight * c->strideHeight - c->padTop;
    const float *gradients = dy + row * c->outWidth * channels;
    for (int i = 0; i < c->filterHeight; i++) {
      const int y = top + i * c->dilationHeight;
      if (y < 0 || y >= c->inHeight) continue;
      const float *pixels = x + (row / c->outHeight * c->inHeight + y) * c->inWidth * channels;
      for (int j = 0; j < c->filterWidth; j++) {
        int first, end;
        columnsUnderTap(c, j, &first, &end);
        const int left = first * c->strideWidth + j * c->dilationWidth - c->padLeft;
        float *tap = filter + (i * c->filterWidth + j) * channels;
        for (int k = 0; k < channels; k += 4) {
          const int count = channels - k;
          const float *gradient = gradients + first * channels + k, *pixel = pixels + left * channels + k;
          vec even = zero(), odd = zero();
          int column = first;
          for (; column + 2 <= end; column += 2, gradient += 2 * channels, pixel += 2 * step) {
            even = add(even, mul(loadSome(gradient, count), loadSome(pixel, count)));
            odd = add(odd, mul(loadSome(gradient + channels, count), loadSome(pixel + step, count)));
          }
          if (column < end) even = add(even, mul(loadSome(gradient, count), loadSome(pixel, count)));
          storeSome(tap + k, add(loadSome(tap + k, count), add(even, odd)), count);
        }
      }
    }
  }
}

// dx = Σ over the taps of dy · filter, where each output pixel saw its inputs.
EXPORT(depthwiseBackpropInput)
void depthwiseBackpropInput(const Convolution *c, const float *dy, const float *filter, float *dx) {
  const int channels = c->inChannels, step = c->strideWidth * channels;
  clear(dx, c->batch * c->inHeight * c->inWidth * channels);
  for (int row = 0; row < c->batch * c->outHeight; row++) {
    const int top = row % c->outHeight * c->strideHeight - c->padTop;
    const float *gradients = dy + row * c->outWidth * channels;
    for (int i = 0; i < c->filterHeight; i++) {
      const int y = top + i * c->dilationHeight;
      if (y < 0 || y >= c->inHeight) continue;
      float *pixels = dx + (row / c->outHeight * c->inHeight + y) * c->inWidth * channels;
      for (int j = 0; j < c->filterWidth; j++) {
        int first, end;
        columnsUnderTap(c, j, &first, &end);
        const int left = first * c->strideWidth + j * c->dilationWidth - c->padLeft;
        const float *tap = filter + (i * c->filterWidth + j) * channels;
        for (int k = 0; k < channels; k += 4) {
          const int count = channels - k;
          const vec weight = loadSome(tap + k, count);
          const float *gradient = gradients + first * channels + k;
          float *pixel = pixels + left * channels + k;
          for (int column = first; column < end; column++, gradient += channels, pixel += step) {
            storeSome(pixel, add(loadSome(pixel, count), mul(loadSome(gradient, count), weight)), count);
          }
        }
      }
    }
  }
}

// y = Σ over the taps of the pixels under each, times the filter's number for their channel.
EXPORT(depthwiseForward) void depthwiseForward(const Convolution *c, const float *x, const float *filter, float *y) {
  const int channels = c->inChannels, step = c->strideWidth * channels;
  clear(y, c->batch * c->outHeight * c->outWidth * channels);
  for (int row = 0; row < c->batch * c->outHeight; row++) {
    const int top = row % c->outHeight * c->strideHeight - c->padTop;
    float *outputs = y + row * c->outWidth * channels;
    for (int i = 0; i < c->filterHeight; i++) {
      const int from = top + i * c->dilationHeight;
      if (from < 0 || from >= c->inHeight) continue;
      const float *pixels = x + (row / c->outHeight * c->inHeight + from) * c->inWidth * channels;
      for (int j = 0; j < c->filterWidth; j++) {
        int first, end;
        columnsUnderTap(c, j, &first, &end);
        const int left = first * c->strideWidth + j * c->dilationWidth - c->padLeft;
        const float *tap = filter + (i * c->filterWidth + j) * channels;
        for (int k = 0; k < channels; k += 4) {
          const int count = channels - k;
          const vec weight = loadSome(tap + k, count);
          const float *pixel = pixels + left * channels + k;
          float *output = outputs + first * channels + k;
          for (int column = first; column < end; column++, output += channels, pixel += step) {
            storeSome(output, add(loadSome(output, count), mul(loadSome(pixel, count), weight)), count);
          }
        }
      }
    }
  }
}
