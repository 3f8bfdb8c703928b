// Convolutions of stride 1 with filters up to TAPS×TAPS, which is 3 or 2, by Winograd's minimal filtering F(4×4, TAPS×TAPS)
// (Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", 2015): tiles of 4×4 outputs with 36 products instead
// of 144, or 25 instead of 64. Smaller filters are padded with zeros.
//
// Everything runs in blocks of tiles that stay in the cache:
//   forward   y  = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A, where ⊙ is, over the channels, a product of matrices at each place
//   backward  dg = Gᵀ [ Σ (Bᵀ d B) ⊙ (A dy Aᵀ) ] G, its adjoint in g
// The gradient of the input is a forward pass with the flipped filter.
//
// Included by winograd2.c and winograd3.c, which set TAPS, and NAME for what is exported.
#include "convolution.h"
#include "multiply.h"
#include "winogradTransforms.h"

#define PLACES (SPAN * SPAN)
#define BLOCK_BYTES (256 * 1024)

// Planes are kept off powers of two: dozens of them at the same place of the cache would push each other out.
INLINE int planeSize(int floats) { return floats + 16; }

INLINE int tilesAcross(int size) { return (size + 3) / 4; }

INLINE int tileCount(const Convolution *c) {
  return c->batch * tilesAcross(c->outHeight) * tilesAcross(c->outWidth);
}

INLINE int blockTiles(const Convolution *c) {
  const int bytes = PLACES * 4 * (roundUp(c->inChannels, 4) + roundUp(c->outChannels, 8));
  const int fitting = larger(16, BLOCK_BYTES / bytes / 4 * 4);
  return smaller(fitting, roundUp(tileCount(c), 4));
}

INLINE int filterPlane(const Convolution *c) { return planeSize(c->inChannels * roundUp(c->outChannels, 8)); }
INLINE int gradientPlane(const Convolution *c) {
  return planeSize(roundUp(c->inChannels, 4) * roundUp(c->outChannels, 8));
}
INLINE int inPlane(const Convolution *c) { return planeSize(blockTiles(c) * roundUp(c->inChannels, 4)); }
INLINE int outPlane(const Convolution *c) { return planeSize(blockTiles(c) * roundUp(c->outChannels, 8)); }
INLINE int patchSize(const Convolution *c) { return PLACES * roundUp(larger(c->inChannels, c->outChannels), 4); }

// Bytes for the transformed filters or their gradients, the transformed tiles of both sides, a transform half done, and a
// tile of its own for the rim of the picture.
EXPORT(NAME(Scratch)) int NAME(Scratch)(const Convolution *c) {
  const int filters = larger(filterPlane(c), gradientPlane(c));
  return 4 * (PLACES * (filters + inPlane(c) + outPlane(c) + 4) + patchSize(c));
}

// ── Filters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

// G g Gᵀ, in planes packed for `multiply`.
static void transformFilters(const Convolution *c, const float *filter, float *planes, float *half) {
  const int plane = filterPlane(c), outPadded = roundUp(c->outChannels, 8);
  const int tapStep = c->inChannels * c->outChannels, rowStep = c->filterWidth * tapStep;
  for (int out = 0; out < outPadded; out += 4) {
    float *panel = planes + (out & ~7) * c->inChannels + (out & 4);
    const int count = c->outChannels - out;
    for (int in = 0; in < c->inChannels; in++) {
      const float *from = filter + in * c->outChannels + out;
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

// Gᵀ u G: from planes [inPadded, outPadded] to the gradient of the filter.
static void gatherFilters(const Convolution *c, const float *planes, float *filter, float *half) {
  const int plane = gradientPlane(c), outPadded = roundUp(c->outChannels, 8);
  for (int in = 0; in < c->inChannels; in++) {
    for (int out = 0; out < c->outChannels; out += 4) {
      const float *from = planes + in * outPadded + out;
      KEEP_LOOP for (int j = 0; j < SPAN; j++) {
        const Taps taps = gatherTaps(loadSpan(from + j * plane, SPAN * plane));
        UNROLL for (int i = 0; i < TAPS; i++) store(half + (i * SPAN + j) * 4, taps.v[i]);
      }
      KEEP_LOOP for (int row = 0; row < c->filterHeight; row++) {
        const Taps taps = gatherTaps(loadSpan(half + row * SPAN * 4, 4));
        UNROLL for (int column = 0; column < TAPS; column++) {
          if (column >= c->filterWidth) continue;
          const int place = (row * c->filterWidth + column) * c->inChannels + in;
          storeSome(filter + place * c->outChannels + out, taps.v[column], c->outChannels - out);
        }
      }
    }
  }
}

// ── Tiles ───────────────────────────────────────────────────────────────────────────────────────────────────────────

// A `size`×`size` piece of a picture into `patch` [size, size, padded channels], zeros where there is no picture.
static void copyPatch(const float *picture, int height, int width, int channels, int top, int left, int size,
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
      const float *from = picture + (row * width + column) * channels;
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

// The transforms of `tiles` tiles from tile `first` on, of the input or of the gradient. In each of the planes, tiles are
// `tileStep` floats apart, and from `group` channels (4 or 8) to the next it is `groupStep`.
INLINE void transformTiles(const Convolution *c, const int isInput, const float *pictures, int first, int tiles,
                           float *planes, int plane, int tileStep, const int group, int groupStep, float *patch,
                           float *half) {
  const int size = isInput ? SPAN : 4;
  const int height = isInput ? c->inHeight : c->outHeight, width = isInput ? c->inWidth : c->outWidth;
  const int channels = isInput ? c->inChannels : c->outChannels;
  const int tilesWide = tilesAcross(c->outWidth), tilesHigh = tilesAcross(c->outHeight);
  for (int t = 0; t < tiles; t++) {
    const int tile = first + t, tileRow = tile / tilesWide;
    const int top = tileRow % tilesHigh * 4 - (isInput ? c->padTop : 0);
    const int left = tile % tilesWide * 4 - (isInput ? c->padLeft : 0);
    const float *picture = pictures + tileRow / tilesHigh * height * width * channels;
    const float *from = picture + (top * width + left) * channels;
    int rowStep = width * channels, columnStep = channels;
    if (top < 0 || left < 0 || top + size > height || left + size > width || (channels & 3)) {
      copyPatch(picture, height, width, channels, top, left, size, patch);
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

// Aᵀ m A, plus bias, clamped, into the picture.
static void gatherTiles(const Convolution *c, const float *planes, int plane, int first, int tiles, const float *bias,
                        float low, float high, float *pictures, float *half) {
  const int tilesWide = tilesAcross(c->outWidth), tilesHigh = tilesAcross(c->outHeight);
  const int channels = c->outChannels, padded = roundUp(channels, 8);
  const vec lowest = splat(low), highest = splat(high);
  for (int t = 0; t < tiles; t++) {
    const int tile = first + t, tileRow = tile / tilesWide;
    const int top = tileRow % tilesHigh * 4, left = tile % tilesWide * 4;
    const int rows = smaller(4, c->outHeight - top), columns = smaller(4, c->outWidth - left);
    float *picture = pictures + ((tileRow / tilesHigh * c->outHeight + top) * c->outWidth + left) * channels;
    for (int k = 0; k < channels; k += 4) {
      const float *from = planes + t * padded + k;
      const vec shift = bias ? loadSome(bias + k, channels - k) : zero();
      KEEP_LOOP for (int j = 0; j < SPAN; j++) {
        const Four y = gatherOutput(loadSpan(from + j * plane, SPAN * plane));
        UNROLL for (int i = 0; i < 4; i++) store(half + (i * SPAN + j) * 4, y.v[i]);
      }
      KEEP_LOOP for (int i = 0; i < rows; i++) {
        const Four y = gatherOutput(loadSpan(half + i * SPAN * 4, 4));
        float *to = picture + i * c->outWidth * channels + k;
        UNROLL for (int j = 0; j < 4; j++) {
          if (j < columns) storeSome(to + j * channels, clamp(add(y.v[j], shift), lowest, highest), channels - k);
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
  const int inPadded = roundUp(c->inChannels, 4), outPadded = roundUp(c->outChannels, 8);
  const int block = blockTiles(c), count = tileCount(c);
  float *filters = scratch;
  float *inputs = filters + PLACES * filterPlane(c);
  float *outputs = inputs + PLACES * inPlane(c);
  float *half = outputs + PLACES * outPlane(c);
  float *patch = half + PLACES * 4;
  transformFilters(c, filter, filters, half);
  for (int first = 0; first < count; first += block) {
    const int tiles = smaller(block, count - first);
    transformTiles(c, 1, x, first, tiles, inputs, inPlane(c), inPadded, 4, 4, patch, half);
    for (int p = 0; p < PLACES; p++) {
      multiply(inputs + p * inPlane(c), inPadded, filters + p * filterPlane(c), outputs + p * outPlane(c), outPadded,
               tiles, outPadded, c->inChannels);
    }
    gatherTiles(c, outputs, outPlane(c), first, tiles, bias, low, high, y, half);
  }
}

// The gradient of the filter.
EXPORT(NAME(BackpropFilter))
void NAME(BackpropFilter)(const Convolution *c, const float *x, const float *dy, float *filter, float *scratch) {
  const int inPadded = roundUp(c->inChannels, 4), outPadded = roundUp(c->outChannels, 8);
  const int block = blockTiles(c), count = tileCount(c);
  float *gradients = scratch;
  float *inputs = gradients + PLACES * gradientPlane(c);
  float *outputs = inputs + PLACES * inPlane(c);
  float *half = outputs + PLACES * outPlane(c);
  float *patch = half + PLACES * 4;
  clear(gradients, PLACES * gradientPlane(c));
  clear(outputs, PLACES * outPlane(c)); // for the groups that only pad
  for (int first = 0; first < count; first += block) {
    const int tiles = smaller(block, count - first);
    transformTiles(c, 1, x, first, tiles, inputs, inPlane(c), 4, 4, block * 4, patch, half);
    transformTiles(c, 0, dy, first, tiles, outputs, outPlane(c), 8, 8, block * 8, patch, half);
    for (int p = 0; p < PLACES; p++) {
      multiplyTransposed(inputs + p * inPlane(c), 4, block * 4, outputs + p * outPlane(c), 8, block * 8,
                         gradients + p * gradientPlane(c), outPadded, inPadded, outPadded, tiles);
    }
  }
  gatherFilters(c, gradients, filter, half);
}
