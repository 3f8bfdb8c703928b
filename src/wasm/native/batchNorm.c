// Batch normalisation in training: statistics over all pixels of the batch, one mean and variance for each channel.
#include "channels.h"

// Doubles for two sums a lane, floats for three parameters a lane.
EXPORT(batchNormScratch) int batchNormScratch(int channels) { return channels * lanesOf(channels) * (2 * 8 + 3 * 4); }

// Merges the mean and the sum of squared deviations of `count` more numbers (Chan, Golub & LeVeque, 1979).
INLINE void mergeMoments(double *mean, double *squares, double seen, double otherMean, double otherSquares,
                         double count) {
  const double all = seen + count, difference = otherMean - *mean;
  *mean += difference * count / all;
  *squares += otherSquares + difference * difference * seen * count / all;
}

// The deviations from the chunk's own mean, squared and summed: no cancellation however large the mean is.
INLINE vec squaresOfColumn(const float *from, int rows, int stride, vec mean) {
  vec s0 = zero(), s1 = zero();
  int i = 0;
  for (; i + 2 <= rows; i += 2) {
    const vec d0 = sub(load(from), mean), d1 = sub(load(from + stride), mean);
    s0 = add(s0, mul(d0, d0));
    s1 = add(s1, mul(d1, d1));
    from += 2 * stride;
  }
  if (i < rows) {
    const vec d = sub(load(from), mean);
    s0 = add(s0, mul(d, d));
  }
  return add(s0, s1);
}

#define MERGE_LANE(LANE)                                                                                           \
  mergeMoments(means + l + LANE, squares + l + LANE, first, wasm_f32x4_extract_lane(chunkMean, LANE),              \
               wasm_f32x4_extract_lane(chunkSquares, LANE), count)

// Rounds a result to float32 and keeps what that leaves out, for those who go on summing.
INLINE void storeSplit(double value, float *to, float *rest, int at) {
  to[at] = (float)value;
  rest[at] = (float)(value - to[at]);
}

// Mean and (biased) variance of each channel, from [rows, channels], and what float32 leaves out of them.
EXPORT(batchNormMoments)
void batchNormMoments(const float *x, int rows, int channels, float *mean, float *variance, float *restOfMean,
                      float *restOfVariance, double *scratch) {
  const int width = lanesOf(channels), lanes = channels * width, chunk = chunkRows(lanes), wholeRows = rows / width;
  double *means = scratch, *squares = scratch + lanes;
  clearDoubles(scratch, 2 * lanes);
  for (int first = 0; first < wholeRows; first += chunk) {
    const int count = smaller(chunk, wholeRows - first);
    for (int l = 0; l < lanes; l += 4) {
      const float *from = x + first * lanes + l;
      const vec chunkMean = times(1.0f / count, sumOfColumns(from, count, lanes));
      const vec chunkSquares = squaresOfColumn(from, count, lanes, chunkMean);
      MERGE_LANE(0);
      MERGE_LANE(1);
      MERGE_LANE(2);
      MERGE_LANE(3);
    }
  }
  for (int c = 0; c < channels; c++) {
    double seen = wholeRows, all = means[c], allSquares = squares[c];
    for (int l = c + channels; l < lanes && wholeRows > 0; l += channels, seen += wholeRows) {
      mergeMoments(&all, &allSquares, seen, means[l], squares[l], wholeRows);
    }
    for (int i = wholeRows * width; i < rows; i++, seen++) mergeMoments(&all, &allSquares, seen, x[i * channels + c], 0, 1);
    storeSplit(all, mean, restOfMean, c);
    storeSplit(allSquares / rows, variance, restOfVariance, c);
  }
}

INLINE float inverseDeviation(float variance, float epsilon) { return 1 / __builtin_sqrtf(variance + epsilon); }

// y = (x − mean) / √(variance + epsilon) · gamma + beta.
EXPORT(batchNormNormalize)
void batchNormNormalize(const float *x, const float *mean, const float *variance, const float *gamma,
                        const float *beta, int rows, int channels, float epsilon, float *y, float *scratch) {
  const int lanes = channels * lanesOf(channels), size = rows * channels;
  float *centre = scratch, *scale = centre + lanes, *shift = scale + lanes;
  for (int l = 0; l < lanes; l++) {
    const int c = l % channels;
    centre[l] = mean[c];
    scale[l] = gamma[c] * inverseDeviation(variance[c], epsilon);
    shift[l] = beta[c];
  }
  int i = 0;
  for (; i + lanes <= size; i += lanes) {
    for (int l = 0; l < lanes; l += 4) {
      const vec deviation = sub(load(x + i + l), load(centre + l));
      store(y + i + l, add(mul(deviation, load(scale + l)), load(shift + l)));
    }
  }
  for (int l = 0; i < size; i++, l++) y[i] = (x[i] - centre[l]) * scale[l] + shift[l];
}

// The gradients of gamma and beta: dGamma = Σ dy · x̂, dBeta = Σ dy; and what float32 leaves out of them.
EXPORT(batchNormGradSums)
void batchNormGradSums(const float *dy, const float *x, const float *mean, const float *variance, int rows,
                       int channels, float epsilon, float *dGamma, float *dBeta, float *restOfGamma,
                       float *restOfBeta, double *scratch) {
  const int width = lanesOf(channels), lanes = channels * width, chunk = sumChunkRows(lanes);
  const int wholeRows = rows / width;
  double *sums = scratch, *products = scratch + lanes;
  float *centre = (float *)(scratch + 2 * lanes);
  clearDoubles(scratch, 2 * lanes);
  for (int l = 0; l < lanes; l++) centre[l] = mean[l % channels];
  for (int first = 0; first < wholeRows; first += chunk) {
    const int count = smaller(chunk, wholeRows - first);
    for (int l = 0; l < lanes; l += 4) {
      const vec middle = load(centre + l);
      vec sum = zero(), product = zero();
      for (int i = 0; i < count; i++) {
        const int at = (first + i) * lanes + l;
        const vec gradient = load(dy + at);
        sum = add(sum, gradient);
        product = add(product, mul(gradient, sub(load(x + at), middle)));
      }
      addToDoubles(sums + l, sum);
      addToDoubles(products + l, product);
    }
  }
  for (int c = 0; c < channels; c++) {
    double sum = 0, product = 0;
    for (int l = c; l < lanes; l += channels) {
      sum += sums[l];
      product += products[l];
    }
    for (int i = wholeRows * width; i < rows; i++) {
      sum += dy[i * channels + c];
      product += dy[i * channels + c] * (x[i * channels + c] - mean[c]);
    }
    storeSplit(sum, dBeta, restOfBeta, c);
    storeSplit(product * inverseDeviation(variance[c], epsilon), dGamma, restOfGamma, c);
  }
}

// The gradient of x: dx = gamma / σ · (dy − dBeta / total − x̂ · dGamma / total). The statistics, dGamma and dBeta are
// those of `total` rows, of which `rows` are here.
EXPORT(batchNormGradInput)
void batchNormGradInput(const float *dy, const float *x, const float *mean, const float *variance, const float *gamma,
                        const float *dGamma, const float *dBeta, int rows, int total, int channels, float epsilon,
                        float *dx, float *scratch) {
  const int lanes = channels * lanesOf(channels), size = rows * channels;
  float *centre = scratch, *slope = centre + lanes, *scale = slope + lanes, *offset = scale + lanes;
  for (int l = 0; l < lanes; l++) {
    const int c = l % channels;
    const float inverse = inverseDeviation(variance[c], epsilon);
    centre[l] = mean[c];
    scale[l] = gamma[c] * inverse;
    slope[l] = inverse * dGamma[c] / total;
    offset[l] = dBeta[c] / total;
  }
  int i = 0;
  for (; i + lanes <= size; i += lanes) {
    for (int l = 0; l < lanes; l += 4) {
      const vec normal = mul(sub(load(x + i + l), load(centre + l)), load(slope + l));
      store(dx + i + l, mul(load(scale + l), sub(sub(load(dy + i + l), load(offset + l)), normal)));
    }
  }
  for (int l = 0; i < size; i++, l++) {
    dx[i] = scale[l] * (dy[i] - offset[l] - (x[i] - centre[l]) * slope[l]);
  }
}
