// Batch normalisation in training: statistics over all pixels of the batch, one mean and variance for each channel.
//
// Sums are of chunks in float32, which do not reach from one picture into the next, and of the chunks in double. The
// latter loses next to nothing, so that sums over parts of the batch, of whole pictures, add up to the same.
#include "channels.h"

// Doubles for three sums a lane, floats for three parameters a lane.
EXPORT(batchNormScratch) int batchNormScratch(int channels) { return channels * lanesOf(channels) * (3 * 8 + 3 * 4); }

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
  mergeMoments(means + l + LANE, squares + l + LANE, seen, wasm_f32x4_extract_lane(chunkMean, LANE),               \
               wasm_f32x4_extract_lane(chunkSquares, LANE), count)

// Mean and (biased) variance of each channel, from [pictures, rows, channels]; and before they are rounded and divided,
// the sums of all values and of their squared deviations from the mean.
EXPORT(batchNormMoments)
void batchNormMoments(const float *x, int pictures, int rows, int channels, float *mean, float *variance, double *exact,
                      double *scratch) {
  const int width = lanesOf(channels), lanes = channels * width, chunk = chunkRows(lanes), wholeRows = rows / width;
  double *means = scratch, *squares = scratch + lanes, *sums = squares + lanes;
  clearDoubles(scratch, 3 * lanes);
  for (int picture = 0; picture < pictures; picture++) {
    for (int first = 0; first < wholeRows; first += chunk) {
      const int count = smaller(chunk, wholeRows - first), seen = picture * wholeRows + first;
      for (int l = 0; l < lanes; l += 4) {
        const float *from = x + picture * rows * channels + first * lanes + l;
        const vec chunkSum = sumOfColumns(from, count, lanes), chunkMean = times(1.0f / count, chunkSum);
        const vec chunkSquares = squaresOfColumn(from, count, lanes, chunkMean);
        addToDoubles(sums + l, chunkSum);
        MERGE_LANE(0);
        MERGE_LANE(1);
        MERGE_LANE(2);
        MERGE_LANE(3);
      }
    }
  }
  const double inLane = (double)pictures * wholeRows, total = (double)pictures * rows;
  for (int c = 0; c < channels; c++) {
    double seen = inLane, middle = means[c], deviations = squares[c], sum = sums[c];
    for (int l = c + channels; l < lanes && wholeRows > 0; l += channels, seen += inLane) {
      mergeMoments(&middle, &deviations, seen, means[l], squares[l], inLane);
      sum += sums[l];
    }
    for (int picture = 0; picture < pictures; picture++) {
      for (int i = wholeRows * width; i < rows; i++, seen++) {
        const float value = x[(picture * rows + i) * channels + c];
        mergeMoments(&middle, &deviations, seen, value, 0, 1);
        sum += value;
      }
    }
    exact[c] = sum;
    exact[channels + c] = deviations;
    mean[c] = (float)(sum / total);
    variance[c] = (float)(deviations / total);
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

// The gradients of gamma and beta, from [pictures, rows, channels]: dGamma = Σ dy · x̂, dBeta = Σ dy; and both before
// they are rounded.
EXPORT(batchNormGradSums)
void batchNormGradSums(const float *dy, const float *x, const float *mean, const float *variance, int pictures,
                       int rows, int channels, float epsilon, float *dGamma, float *dBeta, double *exact,
                       double *scratch) {
  const int width = lanesOf(channels), lanes = channels * width, chunk = sumChunkRows(lanes);
  const int wholeRows = rows / width;
  double *sums = scratch, *products = scratch + lanes;
  float *centre = (float *)(scratch + 2 * lanes);
  clearDoubles(scratch, 2 * lanes);
  for (int l = 0; l < lanes; l++) centre[l] = mean[l % channels];
  for (int picture = 0; picture < pictures; picture++) {
    for (int first = 0; first < wholeRows; first += chunk) {
      const int count = smaller(chunk, wholeRows - first);
      for (int l = 0; l < lanes; l += 4) {
        const vec middle = load(centre + l);
        vec sum = zero(), product = zero();
        for (int i = 0; i < count; i++) {
          const int at = picture * rows * channels + (first + i) * lanes + l;
          const vec gradient = load(dy + at);
          sum = add(sum, gradient);
          product = add(product, mul(gradient, sub(load(x + at), middle)));
        }
        addToDoubles(sums + l, sum);
        addToDoubles(products + l, product);
      }
    }
  }
  for (int c = 0; c < channels; c++) {
    double sum = 0, product = 0;
    for (int l = c; l < lanes; l += channels) {
      sum += sums[l];
      product += products[l];
    }
    for (int picture = 0; picture < pictures; picture++) {
      for (int i = picture * rows + wholeRows * width; i < (picture + 1) * rows; i++) {
        sum += dy[i * channels + c];
        product += dy[i * channels + c] * (x[i * channels + c] - mean[c]);
      }
    }
    exact[c] = product * inverseDeviation(variance[c], epsilon);
    exact[channels + c] = sum;
    dGamma[c] = (float)exact[c];
    dBeta[c] = (float)sum;
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

// blended = old · keep + fresh · share
EXPORT(blend)
void blend(const float *old, float keep, const float *fresh, float share, int size, float *blended) {
  for (int i = 0; i < size; i += 4) {
    const int count = size - i;
    const vec kept = times(keep, loadSome(old + i, count));
    storeSome(blended + i, add(kept, times(share, loadSome(fresh + i, count))), count);
  }
}
