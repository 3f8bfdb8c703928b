// Convolutions whose channels are put in groups, each with a filter of its own, with any strides, dilation and padding.
//
// A picture is laid out group by group first, padded, with the channels of a group filled up to a multiple of four: what
// a group sees then lies side by side, and no tap has to ask whether it is within the picture.
#include "convolution.h"
#include "simd.h"

// Output pixels that are computed for one group before it is the next one's turn: so many that loading its filter
// does not count, so few that what all groups read and write stays in the cache.
#define BLOCK_PIXELS 64

INLINE int inOfGroup(const Convolution *c, int groups) { return c->inChannels / groups; }
INLINE int outOfGroup(const Convolution *c, int groups) { return c->outChannels / groups; }
INLINE int taps(const Convolution *c) { return c->filterHeight * c->filterWidth; }

// Height and width of what the filter passes over.
INLINE int laidHeight(const Convolution *c) {
  return (c->outHeight - 1) * c->strideHeight + (c->filterHeight - 1) * c->dilationHeight + 1;
}
INLINE int laidWidth(const Convolution *c) {
  return (c->outWidth - 1) * c->strideWidth + (c->filterWidth - 1) * c->dilationWidth + 1;
}

INLINE int blockRows(const Convolution *c) { return larger(1, BLOCK_PIXELS / c->outWidth); }

// Not inlined, where they are called from several places: it would make the module larger and nothing faster.
#define NOINLINE static __attribute__((noinline))

// Bytes for `count` floats.
INLINE int floats(int count) { return 4 * roundUp(count, 4); }

INLINE int laidFloats(const Convolution *c, int groups) {
  return groups * laidHeight(c) * laidWidth(c) * roundUp(inOfGroup(c, groups), 4);
}
INLINE int outputFloats(const Convolution *c, int groups) {
  return groups * c->outHeight * c->outWidth * roundUp(outOfGroup(c, groups), 4);
}
INLINE int filterFloats(const Convolution *c, int groups) {
  return groups * taps(c) * roundUp(inOfGroup(c, groups), 4) * roundUp(outOfGroup(c, groups), 4);
}

// Enough for each of the functions here.
EXPORT(groupedScratch) int groupedScratch(const Convolution *c, int groups) {
  return floats(laidFloats(c, groups)) + floats(outputFloats(c, groups)) + floats(filterFloats(c, groups));
}

// A picture [height, width, groups · channels] group by group, at (`top`, `left`) of [laidHeight, laidWidth, pitch].
NOINLINE void layGroups(const float *picture, int height, int width, int groups, int channels, int top, int left,
                      int laidHeight, int laidWidth, float *laid) {
  const int pitch = roundUp(channels, 4), size = laidHeight * laidWidth * pitch;
  for (int y = 0; y < laidHeight; y++) {
    const int fromRow = y - top;
    for (int x = 0; x < laidWidth; x++) {
      const int fromColumn = x - left;
      float *to = laid + (y * laidWidth + x) * pitch;
      if (fromRow < 0 || fromRow >= height || fromColumn < 0 || fromColumn >= width) {
        for (int g = 0; g < groups; g++) clear(to + g * size, pitch);
        continue;
      }
      const float *from = picture + (fromRow * width + fromColumn) * groups * channels;
      for (int g = 0; g < groups; g++) {
        int k = 0;
        for (; k + 4 <= channels; k += 4) store(to + g * size + k, load(from + k));
        if (k < channels) store(to + g * size + k, loadSome(from + k, channels - k));
        from += channels;
      }
    }
  }
}

// The way back: what lies within the picture, without what only fills up.
NOINLINE void gatherGroups(const float *laid, int laidHeight, int laidWidth, int top, int left, int groups, int channels,
                         float *picture, int height, int width) {
  const int pitch = roundUp(channels, 4), size = laidHeight * laidWidth * pitch;
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      float *to = picture + (y * width + x) * groups * channels;
      const int isLaid = y + top >= 0 && y + top < laidHeight && x + left >= 0 && x + left < laidWidth;
      if (!isLaid) {
        clear(to, groups * channels);
        continue;
      }
      const float *from = laid + ((y + top) * laidWidth + x + left) * pitch;
      for (int g = 0; g < groups; g++) copy(to + g * channels, from + g * size, channels);
    }
  }
}

// How wide the panel is that begins at column `first` of `columns`, a multiple of four.
INLINE int panelWidth(int first, int columns) { return columns - first >= 8 ? 8 : 4; }

// The filter [taps, in, groups · out] group by group, in panels of 8 or 4 outputs, each [taps, in, outputs].
NOINLINE void packFilter(const float *filter, int taps, int groups, int in, int out, float *packed) {
  const int inPadded = roundUp(in, 4), outPadded = roundUp(out, 4);
  for (int g = 0; g < groups; g++) {
    for (int n = 0; n < outPadded;) {
      const int width = panelWidth(n, outPadded);
      for (int t = 0; t < taps; t++) {
        for (int k = 0; k < inPadded; k++) {
          const float *from = filter + (t * in + k) * groups * out + g * out + n;
          for (int j = 0; j < width; j += 4) {
            const int count = k < in ? out - n - j : 0;
            store(packed, count > 0 ? loadSome(from + j, count) : zero());
            packed += 4;
          }
        }
      }
      n += width;
    }
  }
}

// The same of the filter turned by 180°, with the roles of its channels exchanged: for the way from outputs to inputs.
// Here `in` and `out` are those of the way back: the filter is [taps, out, groups · in].
NOINLINE void packFlipped(const float *filter, int taps, int groups, int in, int out, int flip, float *packed) {
  const int inPadded = roundUp(in, 4), outPadded = roundUp(out, 4);
  for (int g = 0; g < groups; g++) {
    for (int n = 0; n < outPadded;) {
      const int width = panelWidth(n, outPadded);
      for (int t = 0; t < taps; t++) {
        const float *tap = filter + (flip ? taps - 1 - t : t) * out * groups * in + g * in;
        for (int k = 0; k < inPadded; k++)
          for (int j = 0; j < width; j++) *packed++ = k < in && n + j < out ? tap[(n + j) * groups * in + k] : 0;
      }
      n += width;
    }
  }
}

// The taps along one axis, of which those from `*first` to before `*end` lie within the picture for one pixel at least
// of those from `low` to `high`. What is left out would add nothing but zeros.
INLINE void tapsWithin(int taps, int dilation, int stride, int padding, int size, int low, int high, int *first,
                       int *end) {
  const int missing = padding - high * stride, room = size + padding - low * stride;
  *first = missing > 0 ? smaller(taps, (missing + dilation - 1) / dilation) : 0;
  *end = room > 0 ? smaller(taps, (room + dilation - 1) / dilation) : 0;
}

// `ROWS` output pixels by 4 · `VECS` outputs: Σ over some of the rows of taps and some of the `runs` of each, of what the
// pixels see there times the panel `b`.
#define SUM_TAPS(NAME, ROWS, VECS)                                                                                  \
  INLINE void NAME(const float *a, int aRow, int line, int endLine, int lineStep, int runs, int firstRun,           \
                   int endRun, int runStep, int run, const float *b, float *y, int yRow, int count) {               \
    vec sums[ROWS * VECS];                                                                                          \
    UNROLL for (int i = 0; i < ROWS * VECS; i++) sums[i] = zero();                                                  \
    for (; line < endLine; line++) {                                                                                \
      for (int j = firstRun; j < endRun; j++) {                                                                     \
        const float *from = a + line * lineStep + j * runStep;                                                      \
        const float *weights = b + (line * runs + j) * run * 4 * VECS;                                              \
        KEEP_LOOP for (int k = 0; k < run; k++) {                                                                   \
          UNROLL for (int v = 0; v < VECS; v++) {                                                                   \
            const vec weight = load(weights + 4 * v);                                                               \
            UNROLL for (int r = 0; r < ROWS; r++) {                                                                 \
              const vec value = wasm_v128_load32_splat(from + r * aRow);                                            \
              sums[r * VECS + v] = add(sums[r * VECS + v], mul(value, weight));                                     \
            }                                                                                                       \
          }                                                                                                         \
          from++;                                                                                                   \
          weights += 4 * VECS;                                                                                      \
        }                                                                                                           \
      }                                                                                                             \
    }                                                                                                               \
    UNROLL for (int r = 0; r < ROWS; r++)                                                                           \
      UNROLL for (int v = 0; v < VECS; v++)                                                                         \
        if (count > 4 * v) storeSome(y + r * yRow + 4 * v, sums[r * VECS + v], count - 4 * v);                      \
  }

SUM_TAPS(sumTaps4x8, 4, 2)
SUM_TAPS(sumTaps1x8, 1, 2)
SUM_TAPS(sumTaps8x4, 8, 1)
SUM_TAPS(sumTaps1x4, 1, 1)

// One row of output pixels of one group and panel.
NOINLINE void forwardRow(const Convolution *c, int row, const float *a, int pitch, int lineStep, const float *b,
                         int width, float *y, int count) {
  const int isDense = c->dilationWidth == 1, yRow = c->outChannels, pixels = c->outWidth;
  const int runs = isDense ? 1 : c->filterWidth, run = isDense ? c->filterWidth * pitch : pitch;
  const int runStep = c->dilationWidth * pitch, aRow = c->strideWidth * pitch;
  int first, end, firstRun = 0, endRun = runs;
  tapsWithin(c->filterHeight, c->dilationHeight, c->strideHeight, c->padTop, c->inHeight, row, row, &first, &end);
  for (int p = 0; p < pixels;) {
    const int most = width == 8 ? 4 : 8, step = p + most <= pixels ? most : 1;
    if (!isDense)
      tapsWithin(runs, c->dilationWidth, c->strideWidth, c->padLeft, c->inWidth, p, p + step - 1, &firstRun, &endRun);
    const float *from = a + p * aRow;
    float *to = y + p * yRow;
#define RUN(NAME) NAME(from, aRow, first, end, lineStep, runs, firstRun, endRun, runStep, run, b, to, yRow, count)
    if (width == 8) {
      if (step == 4) RUN(sumTaps4x8);
      else RUN(sumTaps1x8);
    } else {
      if (step == 8) RUN(sumTaps8x4);
      else RUN(sumTaps1x4);
    }
#undef RUN
    p += step;
  }
}

// The convolution; with `backwards` that from `dy` to `dx`, where `c` is the one of stride 1 that leads there, and the
// filter is still that of the way forward.
EXPORT(groupedForward)
void groupedForward(const Convolution *c, int groups, const float *x, const float *filter, int backwards, float *y,
                    float *scratch) {
  const int in = inOfGroup(c, groups), out = outOfGroup(c, groups), pitch = roundUp(in, 4), outPadded = roundUp(out, 4);
  const int height = laidHeight(c), width = laidWidth(c), size = height * width * pitch, tapCount = taps(c);
  const int lineStep = c->dilationHeight * width * pitch, rows = blockRows(c);
  float *laid = scratch;
  float *packed = laid + roundUp(laidFloats(c, groups), 4);
  if (backwards) packFlipped(filter, tapCount, groups, in, out, 1, packed);
  else packFilter(filter, tapCount, groups, in, out, packed);
  for (int picture = 0; picture < c->batch; picture++) {
    layGroups(x + picture * c->inHeight * c->inWidth * c->inChannels, c->inHeight, c->inWidth, groups, in, c->padTop,
              c->padLeft, height, width, laid);
    float *result = y + picture * c->outHeight * c->outWidth * c->outChannels;
    for (int first = 0; first < c->outHeight; first += rows) {
      const int end = smaller(c->outHeight, first + rows);
      const float *panel = packed;
      for (int g = 0; g < groups; g++) {
        for (int n = 0; n < outPadded;) {
          const int panelColumns = panelWidth(n, outPadded);
          for (int row = first; row < end; row++) {
            forwardRow(c, row, laid + g * size + row * c->strideHeight * width * pitch, pitch, lineStep, panel,
                       panelColumns, result + row * c->outWidth * c->outChannels + g * out + n, out - n);
          }
          panel += tapCount * pitch * panelColumns;
          n += panelColumns;
        }
      }
    }
  }
}

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
  const int height = laidHeight(c), width = laidWidth(c), size = height * width * pitch;
  const int outSize = c->outHeight * c->outWidth * outPitch;
  float *laid = scratch;
  float *outputs = laid + roundUp(laidFloats(c, groups), 4);
  float *packed = outputs + roundUp(outputFloats(c, groups), 4);
  packFlipped(filter, tapCount, groups, out, in, 0, packed);
  for (int picture = 0; picture < c->batch; picture++) {
    clear(laid, groups * size);
    layGroups(dy + picture * c->outHeight * c->outWidth * c->outChannels, c->outHeight, c->outWidth, groups, out, 0, 0,
              c->outHeight, c->outWidth, outputs);
    for (int first = 0; first < c->outHeight; first += rows) {
      const int end = smaller(c->outHeight, first + rows);
      const float *panel = packed;
      for (int g = 0; g < groups; g++) {
        for (int n = 0; n < pitch;) {
          const int panelColumns = panelWidth(n, pitch);
          for (int t = 0; t < tapCount; t++) {
            const int tapRow = t / c->filterWidth * c->dilationHeight, tapColumn = t % c->filterWidth * c->dilationWidth;
            for (int row = first; row < end; row++) {
              float *to = laid + g * size + ((row * c->strideHeight + tapRow) * width + tapColumn) * pitch + n;
              backwardRow(outputs + g * outSize + row * c->outWidth * outPitch, outPitch, outPitch, panel, panelColumns, to,
                          c->strideWidth * pitch, c->outWidth);
            }
            panel += outPitch * panelColumns;
          }
          n += panelColumns;
        }
      }
    }
    gatherGroups(laid, height, width, c->padTop, c->padLeft, groups, in,
                 dx + picture * c->inHeight * c->inWidth * c->inChannels, c->inHeight, c->inWidth);
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
  const int height = laidHeight(c), width = laidWidth(c), size = height * width * pitch;
  const int outSize = c->outHeight * c->outWidth * outPitch, tapSize = pitch * outPitch;
  const int isDense = c->dilationWidth == 1;
  const int runs = isDense ? 1 : c->filterWidth, run = isDense ? c->filterWidth * pitch : pitch;
  float *laid = scratch;
  float *outputs = laid + roundUp(laidFloats(c, groups), 4);
  float *gradient = outputs + roundUp(outputFloats(c, groups), 4);
  clear(gradient, groups * tapCount * tapSize);
  for (int picture = 0; picture < c->batch; picture++) {
    layGroups(x + picture * c->inHeight * c->inWidth * c->inChannels, c->inHeight, c->inWidth, groups, in, c->padTop,
              c->padLeft, height, width, laid);
    layGroups(dy + picture * c->outHeight * c->outWidth * c->outChannels, c->outHeight, c->outWidth, groups, out, 0, 0,
              c->outHeight, c->outWidth, outputs);
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
            const int y = begin * c->strideHeight + i * c->dilationHeight;
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
