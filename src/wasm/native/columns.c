// Convolutions of any size, stride, dilation and padding: the pixels under the filter are laid side by side, one row for
// each output pixel ("im2col"), so that the convolution and its gradients are products of matrices. A block of rows at a
// time, so that it stays in the cache.
#include "convolution.h"
#include "multiply.h"
#include "simd.h"

#define BLOCK_FLOATS (24 * 1024)

// How many floats of the input one output pixel sees.
INLINE int depthOf(const Convolution *c) { return c->filterHeight * c->filterWidth * c->inChannels; }

// Rows of this many floats do not all fall on the same few places of the cache.
INLINE int spacing(int floats) { return (floats & 15) ? floats : floats + 4; }

INLINE int outputPixels(const Convolution *c) { return c->batch * c->outHeight * c->outWidth; }

INLINE int blockPixels(const Convolution *c) {
  const int floats = roundUp(depthOf(c), 8) + roundUp(c->outChannels, 8);
  return larger(8, smaller(256, BLOCK_FLOATS / floats / 4 * 4));
}

// Whether an output pixel sees just the input pixel at its own place, so that nothing need be laid out.
INLINE int isPointwise(const Convolution *c) {
  return c->filterHeight == 1 && c->filterWidth == 1 && c->strideHeight == 1 && c->strideWidth == 1 &&
         c->padTop == 0 && c->padLeft == 0 && c->inHeight == c->outHeight && c->inWidth == c->outWidth;
}

EXPORT(columnsScratch) int columnsScratch(const Convolution *c) {
  const int depth = roundUp(depthOf(c), 8), out = roundUp(c->outChannels, 8);
  return 4 * (depth * out + blockPixels(c) * (spacing(depth) + spacing(out)));
}

// The pixels under the filter, for `pixels` output pixels from `first` on, in rows `stride` floats apart.
static void layColumns(const Convolution *c, const float *x, int first, int pixels, float *columns, int stride) {
  const int channels = c->inChannels, run = c->filterWidth * channels;
  for (int p = 0; p < pixels; p++) {
    const int pixel = first + p, row = pixel / c->outWidth;
    const int top = row % c->outHeight * c->strideHeight - c->padTop;
    const int left = pixel % c->outWidth * c->strideWidth - c->padLeft;
    const float *picture = x + row / c->outHeight * c->inHeight * c->inWidth * channels;
    const int isInside = c->dilationWidth == 1 && left >= 0 && left + c->filterWidth <= c->inWidth;
    float *to = columns + p * stride;
    for (int i = 0; i < c->filterHeight; i++) {
      const int y = top + i * c->dilationHeight;
      if (y < 0 || y >= c->inHeight) {
        clear(to, run);
        to += run;
        continue;
      }
      if (isInside) {
        copy(to, picture + (y * c->inWidth + left) * channels, run);
        to += run;
        continue;
      }
      for (int j = 0; j < c->filterWidth; j++) {
        const int x0 = left + j * c->dilationWidth;
        if (x0 < 0 || x0 >= c->inWidth) clear(to, channels);
        else copy(to, picture + (y * c->inWidth + x0) * channels, channels);
        to += channels;
      }
    }
  }
}

// The way back: adds what `layColumns` laid out to where it came from.
static void addColumns(const Convolution *c, const float *columns, int stride, int first, int pixels, float *dx) {
  const int channels = c->inChannels;
  for (int p = 0; p < pixels; p++) {
    const int pixel = first + p, row = pixel / c->outWidth;
    const int top = row % c->outHeight * c->strideHeight - c->padTop;
    const int left = pixel % c->outWidth * c->strideWidth - c->padLeft;
    float *picture = dx + row / c->outHeight * c->inHeight * c->inWidth * channels;
    for (int i = 0; i < c->filterHeight; i++) {
      const int y = top + i * c->dilationHeight;
      if (y < 0 || y >= c->inHeight) continue;
      for (int j = 0; j < c->filterWidth; j++) {
        const int x0 = left + j * c->dilationWidth;
        if (x0 < 0 || x0 >= c->inWidth) continue;
        const float *from = columns + p * stride + (i * c->filterWidth + j) * channels;
        float *to = picture + (y * c->inWidth + x0) * channels;
        int k = 0;
        for (; k + 4 <= channels; k += 4) store(to + k, add(load(to + k), load(from + k)));
        for (; k < channels; k++) to[k] += from[k];
      }
    }
  }
}

static void copyRows(float *to, int toRow, const float *from, int fromRow, int rows, int columns) {
  for (int i = 0; i < rows; i++) copy(to + i * toRow, from + i * fromRow, columns);
}

// Adds the bias, where there is one, and clamps, in place.
static void finish(float *y, int rows, int columns, const float *bias, vec low, vec high) {
  for (int k = 0; k < columns; k += 4) {
    const int count = columns - k;
    const vec shift = bias ? loadSome(bias + k, count) : zero();
    for (int i = 0; i < rows; i++) {
      float *to = y + i * columns + k;
      storeSome(to, clamp(add(loadSome(to, count), shift), low, high), count);
    }
  }
}

// y = clamp(x * filter + bias, low, high); `bias` may be 0.
EXPORT(columnsForward)
void columnsForward(const Convolution *c, const float *x, const float *filter, const float *bias, float low, float high,
                    float *y, float *scratch) {
  const int depth = depthOf(c), out = c->outChannels, outPadded = roundUp(out, 8);
  const int block = blockPixels(c), count = outputPixels(c), stride = spacing(roundUp(depth, 8));
  float *panels = scratch;
  float *columns = panels + depth * outPadded;
  float *products = columns + block * stride;
  packPanels(filter, depth, out, panels);
  for (int first = 0; first < count; first += block) {
    const int pixels = smaller(block, count - first);
    const int direct = isPointwise(c);
    float *to = y + first * out;
    if (!direct) layColumns(c, x, first, pixels, columns, stride);
    const float *rows = direct ? x + first * depth : columns;
    if (out == outPadded) {
      multiply(rows, direct ? depth : stride, panels, to, out, pixels, out, depth);
    } else {
      multiply(rows, direct ? depth : stride, panels, products, outPadded, pixels, outPadded, depth);
      copyRows(to, out, products, outPadded, pixels, out);
    }
    finish(to, pixels, out, bias, splat(low), splat(high));
  }
}

// The gradient of the filter.
EXPORT(columnsBackpropFilter)
void columnsBackpropFilter(const Convolution *c, const float *x, const float *dy, float *filter, float *scratch) {
  const int depth = depthOf(c), out = c->outChannels, outPadded = roundUp(out, 8), depthPadded = roundUp(depth, 4);
  const int block = blockPixels(c), count = outputPixels(c);
  const int stride = spacing(roundUp(depth, 8)), outStride = spacing(outPadded);
  const int direct = isPointwise(c) && depth == depthPadded;
  float *gradient = scratch;
  float *columns = gradient + depthPadded * outPadded;
  float *outputs = columns + block * stride;
  clear(gradient, depthPadded * outPadded);
  clear(columns, block * (stride + outStride)); // what only fills up is never written again
  for (int first = 0; first < count; first += block) {
    const int pixels = smaller(block, count - first);
    if (!direct) layColumns(c, x, first, pixels, columns, stride);
    copyRows(outputs, outStride, dy + first * out, out, pixels, out);
    multiplyTransposed(direct ? x + first * depth : columns, direct ? depth : stride, 4, outputs, outStride, 8, gradient, outPadded, depthPadded, outPadded, pixels);
  }
  copyRows(filter, out, gradient, outPadded, depth, out);
}

// The gradient of the input, of which `c` is the convolution that is differentiated.
EXPORT(columnsBackpropInput)
void columnsBackpropInput(const Convolution *c, const float *dy, const float *filter, float *dx, float *scratch) {
  const int depth = depthOf(c), out = c->outChannels, depthPadded = roundUp(depth, 8);
  const int block = blockPixels(c), count = outputPixels(c), direct = isPointwise(c) && depth == depthPadded;
  float *panels = scratch;
  float *columns = panels + depthPadded * out;
  packTransposedPanels(filter, out, depth, panels);
  if (!direct) clear(dx, c->batch * c->inHeight * c->inWidth * c->inChannels);
  for (int first = 0; first < count; first += block) {
    const int pixels = smaller(block, count - first);
    const float *rows = dy + first * out;
    if (direct) {
      multiply(rows, out, panels, dx + first * depth, depth, pixels, depth, out);
      continue;
    }
    multiply(rows, out, panels, columns, spacing(depthPadded), pixels, depthPadded, out);
    addColumns(c, columns, spacing(depthPadded), first, pixels, dx);
  }
}
