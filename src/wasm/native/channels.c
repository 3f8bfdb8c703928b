#include "channels.h"

// How many bytes of scratch `channelSums` needs.
EXPORT(channelSumsScratch) int channelSumsScratch(int channels) { return channels * lanesOf(channels) * 8; }

// sums[outer, channels] = factor · Σ over rows of x[outer, rows, channels]. Float within a chunk, double beyond: the sum
// of a million pixels keeps float32's precision.
EXPORT(channelSums)
void channelSums(const float *x, int outer, int rows, int channels, double factor, float *sums, double *scratch) {
  const int width = lanesOf(channels), lanes = channels * width, chunk = sumChunkRows(lanes);
  const int wholeRows = rows / width;
  for (int o = 0; o < outer; o++) {
    const float *from = x + o * rows * channels;
    clearDoubles(scratch, lanes);
    for (int first = 0; first < wholeRows; first += chunk) {
      const int count = smaller(chunk, wholeRows - first);
      for (int l = 0; l < lanes; l += 4) addToDoubles(scratch + l, sumOfColumns(from + first * lanes + l, count, lanes));
    }
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int l = c; l < lanes; l += channels) sum += scratch[l];
      for (int i = wholeRows * width; i < rows; i++) sum += from[i * channels + c];
      sums[o * channels + c] = (float)(sum * factor);
    }
  }
}

// The sum of all squares: float within a chunk, double beyond.
EXPORT(sumOfSquares)
double sumOfSquares(const float *x, int size) {
  double sum = 0;
  for (int first = 0; first < size; first += 256) {
    const int end = smaller(size, first + 256);
    vec s0 = zero(), s1 = zero();
    int i = first;
    for (; i + 8 <= end; i += 8) {
      const vec x0 = load(x + i), x1 = load(x + i + 4);
      s0 = add(s0, mul(x0, x0));
      s1 = add(s1, mul(x1, x1));
    }
    for (; i < end; i += 4) {
      const vec rest = loadSome(x + i, end - i);
      s0 = add(s0, mul(rest, rest));
    }
    const vec all = add(s0, s1);
    sum += (double)wasm_f32x4_extract_lane(all, 0) + wasm_f32x4_extract_lane(all, 1) +
           wasm_f32x4_extract_lane(all, 2) + wasm_f32x4_extract_lane(all, 3);
  }
  return sum;
}
