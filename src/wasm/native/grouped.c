// The convolution itself.
#include "grouped.h"

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
  const int width = laidWidth(c), size = c->inHeight * width * pitch, tapCount = taps(c);
  const int lineStep = c->dilationHeight * width * pitch, rows = blockRows(c);
  float *laid = scratch;
  float *packed = laid + roundUp(laidFloats(c, groups), 4);
  if (backwards) packFlipped(filter, tapCount, groups, in, out, 1, packed);
  else packFilter(filter, tapCount, groups, in, out, packed);
  for (int picture = 0; picture < c->batch; picture++) {
    layGroups(x + picture * c->inHeight * c->inWidth * c->inChannels, c->inHeight, c->inWidth, groups, in, c->padLeft,
              width, laid);
    float *result = y + picture * c->outHeight * c->outWidth * c->outChannels;
    for (int first = 0; first < c->outHeight; first += rows) {
      const int end = smaller(c->outHeight, first + rows);
      const float *panel = packed;
      for (int g = 0; g < groups; g++) {
        for (int n = 0; n < outPadded;) {
          const int panelColumns = panelWidth(n, outPadded);
          for (int row = first; row < end; row++) {
            forwardRow(c, row, laid + g * size + (row * c->strideHeight - c->padTop) * width * pitch, pitch, lineStep, panel,
                       panelColumns, result + row * c->outWidth * c->outChannels + g * out + n, out - n);
          }
          panel += tapCount * pitch * panelColumns;
          n += panelColumns;
        }
      }
    }
  }
}
