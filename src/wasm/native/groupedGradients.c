// Its gradients.
#include "grouped.h"

// Adds to `ROWS` input pixels by 4 · `VECS` inputs what one tap gives them back: Σ over the outputs of dy · filter.
#define ADD_TAP(NAME, ROWS, VECS)                                                                                   \
  INLINE void NAME(const float *dy, int dyRow, int depth, const float *b, float *dx, int dxRow) {                   \
    vec sums[ROWS * VECS];                                                                                          \
    UNROLL for (int i = 0; i < ROWS * VECS; i++) sums[i] = zero();                                                  \
    KEEP_LOOP for (int k = 0; k < depth; k++) {                                                                     \
      UNROLL for (int v = 0; v < VECS; v++) {                                                                       \
        const vec weight = load(b + 4 * v);                                                                         \
        UNROLL for (int r = 0; r < ROWS; r++) {                                                                     \
          const vec value = wasm_v128_load32_splat(dy + r * dyRow + k);                                             \
          sums[r * VECS + v] = add(sums[r * VECS + v], mul(value, weight));                                         \
        }                                                                                                           \
      }                                                                                                             \
      b += 4 * VECS;                                                                                                \
    }                                                                                                               \
    UNROLL for (int r = 0; r < ROWS; r++)                                                                           \
      UNROLL for (int v = 0; v < VECS; v++)                                                                         \
        store(dx + r * dxRow + 4 * v, add(load(dx + r * dxRow + 4 * v), sums[r * VECS + v]));                       \
  }

ADD_TAP(addTap4x8, 4, 2)
ADD_TAP(addTap1x8, 1, 2)
ADD_TAP(addTap8x4, 8, 1)
ADD_TAP(addTap1x4, 1, 1)

NOINLINE void backwardRow(const float *dy, int dyRow, int depth, const float *b, int width, float *dx, int dxRow,
                        int pixels) {
  int p = 0;
  if (width == 8) {
    for (; p + 4 <= pixels; p += 4) addTap4x8(dy + p * dyRow, dyRow, depth, b, dx + p * dxRow, dxRow);
    for (; p < pixels; p++) addTap1x8(dy + p * dyRow, dyRow, depth, b, dx + p * dxRow, dxRow);
    return;
  }
  for (; p + 8 <= pixels; p += 8) addTap8x4(dy + p * dyRow, dyRow, depth, b, dx + p * dxRow, dxRow);
  for (; p < pixels; p++) addTap1x4(dy + p * dyRow, dyRow, depth, b, dx + p * dxRow, dxRow);
}

// The gradient of the input, of which `c` is the convolution that is differentiated; with any strides.
EXPORT(groupedBackpropInput)
void groupedBackpropInput(const Convolution *c, int groups, const float *dy, const float *filter, float *dx,
                          float *scratch) {
  const int in = inOfGroup(c, groups), out = outOfGroup(c, groups);
  const int pitch = roundUp(in, 4), outPitch = roundUp(out, 4), tapCount = taps(c), rows = blockRows(c);
  const int width = laidWidth(c), size = c->inHeight * width * pitch;
  const int outSize = c->outHeight * c->outWidth * outPitch;
  float *laid = scratch;
  float *outputs = laid + roundUp(laidFloats(c, groups), 4);
  float *packed = outputs + roundUp(outputFloats(c, groups), 4);
  packFlipped(filter, tapCount, groups, out, in, 0, packed);
  for (int picture = 0; picture < c->batch; picture++) {
    clear(laid, groups * size);
    layGroups(dy + picture * c->outHeight * c->outWidth * c->outChannels, c->outHeight, c->outWidth, groups, out, 0,
              c->outWidth, outputs);
    for (int first = 0; first < c->outHeight; first += rows) {
      const int end = smaller(c->outHeight, first + rows);
      const float *panel = packed;
      for (int g = 0; g < groups; g++) {
        for (int n = 0; n < pitch;) {
          const int panelColumns = panelWidth(n, pitch);
          for (int t = 0; t < tapCount; t++) {
            const int tapRow = t / c->filterWidth * c->dilationHeight - c->padTop, tapColumn = t % c->filterWidth * c->dilationWidth;
            for (int row = first; row < end; row++) {
              const int y = row * c->strideHeight + tapRow;
              if (y < 0 || y >= c->inHeight) continue;
              float *to = laid + g * size + (y * width + tapColumn) * pitch + n;
              backwardRow(outputs + g * outSize + row * c->outWidth * outPitch, outPitch, outPitch, panel, panelColumns, to,
                          c->strideWidth * pitch, c->outWidth);
            }
            panel += outPitch * panelColumns;
          }
          n += panelColumns;
        }
      }
    }
    gatherGroups(laid, width, c->padLeft, groups, in, dx + picture * c->inHeight * c->inWidth * c->inChannels,
                 c->inHeight, c->inWidth);
  }
}

// Adds to `ROWS` inputs by 4 · `VECS` outputs of the filter's gradient: Σ over pixels of x · dy.
#define ADD_PIXELS(NAME, ROWS, VECS)                                                                                \
  INLINE void NAME(const float *x, int xRow, int xLine, const float *dy, int dyRow, int dyLine, int lines,          \
                   int pixels, float *filter, int filterRow) {                                                      \
    vec sums[ROWS * VECS];                                                                                          \
    UNROLL for (int r = 0; r < ROWS; r++)                                                                           \
      UNROLL for (int v = 0; v < VECS; v++) sums[r * VECS + v] = load(filter + r * filterRow + 4 * v);              \
    for (int i = 0; i < lines; i++) {                                                                               \
      const float *value = x + i * xLine, *gradient = dy + i * dyLine;                                              \
      KEEP_LOOP for (int p = 0; p < pixels; p++) {                                                                  \
        UNROLL for (int v = 0; v < VECS; v++) {                                                                     \
          const vec weight = load(gradient + 4 * v);                                                                \
          UNROLL for (int r = 0; r < ROWS; r++)                                                                     \
            sums[r * VECS + v] = add(sums[r * VECS + v], mul(wasm_v128_load32_splat(value + r), weight));           \
        }                                                                                                           \
        value += xRow;                                                                                              \
        gradient += dyRow;                                                                                          \
      }                                                                                                             \
    }                                                                                                               \
    UNROLL for (int r = 0; r < ROWS; r++)                                                                           \
      UNROLL for (int v = 0; v < VECS; v++) store(filter + r * filterRow + 4 * v, sums[r * VECS + v]);              \
  }

ADD_PIXELS(addPixels4x8, 4, 2)
ADD_PIXELS(addPixels8x4, 8, 1)
ADD_PIXELS(addPixels4x4, 4, 1)

// What a block of pixels adds to `count` neighbouring inputs, a multiple of four, of one tap or of one row of taps.
NOINLINE void addBlock(const float *x, int xRow, int xLine, const float *dy, int dyRow, int dyLine, int lines, int pixels,
                     float *filter, int outPitch, int count) {
  for (int n = 0; n < outPitch;) {
    const int width = panelWidth(n, outPitch);
    int m = 0;
    if (width == 8) {
      for (; m < count; m += 4)
        addPixels4x8(x + m, xRow, xLine, dy + n, dyRow, dyLine, lines, pixels, filter + m * outPitch + n, outPitch);
    } else {
      for (; m + 8 <= count; m += 8)
        addPixels8x4(x + m, xRow, xLine, dy + n, dyRow, dyLine, lines, pixels, filter + m * outPitch + n, outPitch);
      for (; m < count; m += 4)
        addPixels4x4(x + m, xRow, xLine, dy + n, dyRow, dyLine, lines, pixels, filter + m * outPitch + n, outPitch);
    }
    n += width;
  }
}

// The output pixels along one axis, of those from `low` to before `high`, that see the picture through a tap that lies
// `offset` from their place.
INLINE void pixelsWithin(int size, int offset, int stride, int low, int high, int *first, int *end) {
  const int missing = -offset, room = size - offset;
  *first = larger(low, missing > 0 ? (missing + stride - 1) / stride : 0);
  *end = smaller(high, room > 0 ? (room + stride - 1) / stride : 0);
}

// The gradient of the filter.
EXPORT(groupedBackpropFilter)
void groupedBackpropFilter(const Convolution *c, int groups, const float *x, const float *dy, float *filter,
                           float *scratch) {
  const int in = inOfGroup(c, groups), out = outOfGroup(c, groups);
  const int pitch = roundUp(in, 4), outPitch = roundUp(out, 4), tapCount = taps(c), rows = blockRows(c);
  const int width = laidWidth(c), size = c->inHeight * width * pitch;
  const int outSize = c->outHeight * c->outWidth * outPitch, tapSize = pitch * outPitch;
  const int isDense = c->dilationWidth == 1;
  const int runs = isDense ? 1 : c->filterWidth, run = isDense ? c->filterWidth * pitch : pitch;
  float *laid = scratch;
  float *outputs = laid + roundUp(laidFloats(c, groups), 4);
  float *gradient = outputs + roundUp(outputFloats(c, groups), 4);
  clear(gradient, groups * tapCount * tapSize);
  for (int picture = 0; picture < c->batch; picture++) {
    layGroups(x + picture * c->inHeight * c->inWidth * c->inChannels, c->inHeight, c->inWidth, groups, in, c->padLeft,
              width, laid);
    layGroups(dy + picture * c->outHeight * c->outWidth * c->outChannels, c->outHeight, c->outWidth, groups, out, 0,
              c->outWidth, outputs);
    for (int first = 0; first < c->outHeight; first += rows) {
      const int lines = smaller(c->outHeight, first + rows) - first;
      for (int g = 0; g < groups; g++) {
        for (int i = 0; i < c->filterHeight; i++) {
          for (int j = 0; j < runs; j++) {
            int begin, end, left, right;
            pixelsWithin(c->inHeight, i * c->dilationHeight - c->padTop, c->strideHeight, first, first + lines, &begin, &end);
            if (isDense) left = 0, right = c->outWidth;
            else pixelsWithin(c->inWidth, j * c->dilationWidth - c->padLeft, c->strideWidth, 0, c->outWidth, &left, &right);
            if (begin >= end || left >= right) continue;
            const int y = begin * c->strideHeight + i * c->dilationHeight - c->padTop;
            const int x0 = left * c->strideWidth + j * c->dilationWidth;
            addBlock(laid + g * size + (y * width + x0) * pitch, c->strideWidth * pitch, c->strideHeight * width * pitch,
                     outputs + g * outSize + (begin * c->outWidth + left) * outPitch, outPitch, c->outWidth * outPitch,
                     end - begin, right - left, gradient + g * tapCount * tapSize + (i * c->filterWidth + j) * tapSize,
                     outPitch, run);
          }
        }
      }
    }
  }
  for (int t = 0; t < tapCount; t++)
    for (int k = 0; k < in; k++)
      for (int g = 0; g < groups; g++)
        copy(filter + (t * in + k) * c->outChannels + g * out, gradient + (g * tapCount + t) * tapSize + k * outPitch, out);
}
