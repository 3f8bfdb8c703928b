// Convolutions of stride 1 with filters up to TAPS×TAPS, which is 3 or 2, by Winograd's minimal filtering F(4×4, TAPS×TAPS)
// (Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", 2015): tiles of 4×4 outputs with 36 products instead
// of 144, or 25 instead of 64. Smaller filters are padded with zeros.
//
//   forward   y  = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A, where ⊙ is, over the channels, a product of matrices at each place
//   backward  dg = Gᵀ [ Σ (Bᵀ d B) ⊙ (A dy Aᵀ) ] G, its adjoint in g
// The gradient of the input is a forward pass with the flipped filter.
//
// All of it runs in pieces that stay in the cache. Where the pictures are the larger part, the filters are transformed as a
// whole and the tiles in blocks; where the filters are, the tiles as a whole and the filters in groups of output channels.
//
// Included by winograd2.c and winograd3.c, which set TAPS, and NAME for what is exported.
#include "multiply.h"
#include "winogradSizes.h"
#include "winogradTransforms.h"

// ── Filters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

// G g Gᵀ of `outs` output channels from `firstOut` on, in planes packed for `multiply`.
static void transformFilters(const Convolution *c, const float *filter, int firstOut, int outs, float *planes,
                             float *half) {
  const int plane = filterPlane(c), tapStep = c->inChannels * c->outChannels, rowStep = c->filterWidth * tapStep;
  for (int out = 0; out < outs; out += 4) {
    float *panel = planes + (out & ~7) * c->inChannels + (out & 4);
    const int count = c->outChannels - firstOut - out;
    for (int in = 0; in < c->inChannels; in++) {
      const float *from = filter + in * c->outChannels + firstOut + out;
      KEEP_LOOP for (int column = 0; column < TAPS; column++) {
        const int isPadding = column >= c->filterWidth || count <= 0;
        Taps taps;
        UNROLL for (int row = 0; row < TAPS; row++) {
          taps.v[row] =
              isPadding || row >= c->filterHeight ? zero() : loadSome(from + row * rowStep + column * tapStep, count);
        }
        storeSpan(half + column * 4, TAPS * 4, transformTaps(taps));
      }
      KEEP_LOOP for (int i = 0; i < SPAN; i++) {
        Taps taps;
        UNROLL for (int j = 0; j < TAPS; j++) taps.v[j] = load(half + (i * TAPS + j) * 4);
        storeSpan(panel + i * SPAN * plane + in * 8, plane, transformTaps(taps));
      }
    }
  }
}

// Gᵀ u G: from planes [inPadded, outs] to the gradient of the filter, for output channels from `firstOut` on.
static void gatherFilters(const Convolution *c, const float *planes, int firstOut, int outs, float *filter,
                          float *half) {
  const int plane = filterPlane(c), end = smaller(outs, c->outChannels - firstOut);
  for (int in = 0; in < c->inChannels; in++) {
    for (int out = 0; out < end; out += 4) {
      const float *from = planes + in * outs + out;
      KEEP_LOOP for (int j = 0; j < SPAN; j++) {
        const Taps taps = gatherTaps(loadSpan(from + j * plane, SPAN * plane));
        UNROLL for (int i = 0; i < TAPS; i++) store(half + (i * SPAN + j) * 4, taps.v[i]);
      }
      KEEP_LOOP for (int row = 0; row < c->filterHeight; row++) {
        const Taps taps = gatherTaps(loadSpan(half + row * SPAN * 4, 4));
        UNROLL for (int column = 0; column < TAPS; column++) {
          if (column >= c->filterWidth) continue;
          const int place = (row * c->filterWidth + column) * c->inChannels + in;
          storeSome(filter + place * c->outChannels + firstOut + out, taps.v[column], end - out);
        }
      }
    }
  }
}

// ── Tiles ───────────────────────────────────────────────────────────────────────────────────────────────────────────

// A `size`×`size` piece of a picture, whose pixels are `stride` floats apart, into `patch` [size, size, padded channels];
// zeros where there is no picture.
static void copyPatch(const float *picture, int height, int width, int stride, int channels, int top, int left, int size,
                      float *patch) {
  const int padded = roundUp(channels, 4);
  for (int i = 0; i < size; i++) {
    for (int j = 0; j < size; j++) {
      float *to = patch + (i * size + j) * padded;
      const int row = top + i, column = left + j;
      if (row < 0 || row >= height || column < 0 || column >= width) {
        clear(to, padded);
        continue;
      }
      const float *from = picture + (row * width + column) * stride;
      for (int k = 0; k < channels; k += 4) store(to + k, loadSome(from + k, channels - k));
    }
  }
}

INLINE Span transformLine(const int isInput, const float *from, int step) {
  if (isInput) return transformInput(loadSpan(from, step));
  Four line;
  UNROLL for (int i = 0; i < 4; i++) line.v[i] = load(from + i * step);
  return transformGradient(line);
}

// The transforms of `tiles` tiles from tile `first` on, of `channels` channels of the input or of the gradient, to whose
// first `pictures` points. In each of the planes, tiles are `tileStep` floats apart, and from `group` channels (4 or 8) to
// the next it is `groupStep`.
INLINE void transformTiles(const Convolution *c, const int isInput, const float *pictures, int channels, int first,
                           int tiles, float *planes, int plane, int tileStep, const int group, int groupStep,
                           float *patch, float *half) {
  const int size = isInput ? SPAN : 4;
  const int height = isInput ? c->inHeight : c->outHeight, width = isInput ? c->inWidth : c->outWidth;
  const int stride = isInput ? c->inChannels : c->outChannels;
  const int tilesWide = tilesAcross(c->outWidth), tilesHigh = tilesAcross(c->outHeight);
  for (int t = 0; t < tiles; t++) {
    const int tile = first + t, tileRow = tile / tilesWide;
    const int top = tileRow % tilesHigh * 4 - (isInput ? c->padTop : 0);
    const int left = tile % tilesWide * 4 - (isInput ? c->padLeft : 0);
    const float *picture = pictures + tileRow / tilesHigh * height * width * stride;
    const float *from = picture + (top * width + left) * stride;
    int rowStep = width * stride, columnStep = stride;
    if (top < 0 || left < 0 || top + size > height || left + size > width || (channels & 3)) {
      copyPatch(picture, height, width, stride, channels, top, left, size, patch);
      columnStep = roundUp(channels, 4);
      rowStep = size * columnStep;
      from = patch;
    }
    for (int k = 0; k < channels; k += 4) {
      float *to = planes + t * tileStep + k / group * groupStep + k % group;
      KEEP_LOOP for (int j = 0; j < size; j++) {
        storeSpan(half + j * 4, size * 4, transformLine(isInput, from + k + j * columnStep, rowStep));
      }
      KEEP_LOOP for (int i = 0; i < SPAN; i++) {
        storeSpan(to + i * SPAN * plane, plane, transformLine(isInput, half + i * size * 4, 4));
      }
    }
  }
}

// Aᵀ m A, plus bias, clamped, into `outs` channels of the pictures from `firstOut` on.
static void gatherTiles(const Convolution *c, const float *planes, int first, int tiles, int firstOut, int outs,
                        const float *bias, float low, float high, float *pictures, float *half) {
  const int tilesWide = tilesAcross(c->outWidth), tilesHigh = tilesAcross(c->outHeight), plane = outPlane(c);
  const int channels = c->outChannels, end = smaller(outs, channels - firstOut);
  const vec lowest = splat(low), highest = splat(high);
  for (int t = 0; t < tiles; t++) {
    const int tile = first + t, tileRow = tile / tilesWide;
    const int top = tileRow % tilesHigh * 4, left = tile % tilesWide * 4;
    const int rows = smaller(4, c->outHeight - top), columns = smaller(4, c->outWidth - left);
    const int corner = (tileRow / tilesHigh * c->outHeight + top) * c->outWidth + left;
    for (int k = 0; k < end; k += 4) {
      const float *from = planes + t * outs + k;
      const vec shift = bias ? loadSome(bias + firstOut + k, end - k) : zero();
      KEEP_LOOP for (int j = 0; j < SPAN; j++) {
        const Four y = gatherOutput(loadSpan(from + j * plane, SPAN * plane));
        UNROLL for (int i = 0; i < 4; i++) store(half + (i * SPAN + j) * 4, y.v[i]);
      }
      KEEP_LOOP for (int i = 0; i < rows; i++) {
        const Four y = gatherOutput(loadSpan(half + i * SPAN * 4, 4));
        float *to = pictures + (corner + i * c->outWidth) * channels + firstOut + k;
        UNROLL for (int j = 0; j < 4; j++) {
          if (j < columns) storeSome(to + j * channels, clamp(add(y.v[j], shift), lowest, highest), end - k);
        }
      }
    }
  }
}

// ── Whole convolutions ──────────────────────────────────────────────────────────────────────────────────────────────

// y = clamp(x * filter + bias, low, high); `bias` may be 0.
EXPORT(NAME(Forward))
void NAME(Forward)(const Convolution *c, const float *x, const float *filter, const float *bias, float low, float high,
                   float *y, float *scratch) {
  const int in = c->inChannels, inPadded = roundUp(in, 4), outPadded = roundUp(c->outChannels, 8);
  const int block = blockTiles(c), count = tileCount(c), group = groupChannels(c);
  float *filters = scratch;
  float *inputs = filters + PLACES * filterPlane(c);
  float *outputs = inputs + PLACES * inPlane(c);
  float *half = outputs + PLACES * outPlane(c);
  float *patch = half + PLACES * 4;
  for (int first = 0; first < count; first += block) {
    const int tiles = smaller(block, count - first);
    transformTiles(c, 1, x, in, first, tiles, inputs, inPlane(c), inPadded, 4, 4, patch, half);
    for (int out = 0; out < outPadded; out += group) {
      const int outs = smaller(group, outPadded - out);
      // There is one block, or one group.
      if (first == 0) transformFilters(c, filter, out, outs, filters, half);
      for (int p = 0; p < PLACES; p++) {
        multiply(inputs + p * inPlane(c), inPadded, filters + p * filterPlane(c), outputs + p * outPlane(c), outs,
                 tiles, outs, in);
      }
      gatherTiles(c, outputs, first, tiles, out, outs, bias, low, high, y, half);
    }
  }
}

// The gradient of the filter.
EXPORT(NAME(BackpropFilter))
void NAME(BackpropFilter)(const Convolution *c, const float *x, const float *dy, float *filter, float *scratch) {
  const int in = c->inChannels, inPadded = roundUp(in, 4), outPadded = roundUp(c->outChannels, 8);
  const int block = blockTiles(c), count = tileCount(c), group = groupChannels(c);
  float *gradients = scratch;
  float *inputs = gradients + PLACES * filterPlane(c);
  float *outputs = inputs + PLACES * inPlane(c);
  float *half = outputs + PLACES * outPlane(c);
  float *patch = half + PLACES * 4;
  if (count == 0) clear(filter, c->filterHeight * c->filterWidth * in * c->outChannels);
  for (int first = 0; first < count; first += block) {
    const int tiles = smaller(block, count - first);
    transformTiles(c, 1, x, in, first, tiles, inputs, inPlane(c), 4, 4, block * 4, patch, half);
    for (int out = 0; out < outPadded; out += group) {
      const int outs = smaller(group, outPadded - out), channels = smaller(outs, c->outChannels - out);
      // There is one block, or one group: the sums go on from block to block.
      if (first == 0) clear(gradients, PLACES * filterPlane(c));
      transformTiles(c, 0, dy + out, channels, first, tiles, outputs, outPlane(c), 8, 8, block * 8, patch, half);
      for (int p = 0; p < PLACES; p++) {
        multiplyTransposed(inputs + p * inPlane(c), 4, block * 4, outputs + p * outPlane(c), 8, block * 8,
                           gradients + p * filterPlane(c), outs, inPadded, outs, tiles);
      }
      if (first + tiles >= count) gatherFilters(c, gradients, out, outs, filter, half);
    }
  }
}
