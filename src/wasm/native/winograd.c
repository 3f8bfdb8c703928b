// Convolutions of stride 1 with filters up to 3×3 by Winograd's minimal filtering F(4×4, 3×3) (Lavin & Gray, "Fast
// Algorithms for Convolutional Neural Networks", 2015): tiles of 4×4 outputs from 6×6 inputs with 36 products instead
// of 144, at the interpolation points 0, ±1, ±2 and ∞. Smaller filters are padded with zeros.
//
// Everything runs in blocks of tiles that stay in the cache:
//   forward   y  = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A, where ⊙ is, over the channels, a product of matrices at each of the 36 places
//   backward  dg = Gᵀ [ Σ (Bᵀ d B) ⊙ (A dy Aᵀ) ] G, its adjoint in g
// The gradient of the input is a forward pass with the flipped filter.
#include "convolution.h"
#include "multiply.h"
#include "simd.h"

#define PLACES 36
#define BLOCK_BYTES (256 * 1024)

// Planes are kept off powers of two: 36 of them at the same place of the cache would push each other out.
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
// A tile of its own for the rim of the picture, and room for half of a transform.
INLINE int patchSize(const Convolution *c) { return PLACES * roundUp(larger(c->inChannels, c->outChannels), 4); }

EXPORT(winogradScratch) int winogradScratch(const Convolution *c) {
  const int filters = larger(filterPlane(c), gradientPlane(c));
  return 4 * (PLACES * (filters + inPlane(c) + outPlane(c) + 4) + patchSize(c));
}

// ── One-dimensional transforms ──────────────────────────────────────────────────────────────────────────────────────

// Bᵀ: 6 inputs, `step` floats apart, to 6.
INLINE void transformInput(const float *from, int step, float *to, int toStep) {
  const vec d0 = load(from), d1 = load(from + step), d2 = load(from + 2 * step);
  const vec d3 = load(from + 3 * step), d4 = load(from + 4 * step), d5 = load(from + 5 * step);
  const vec even = sub(d4, times(4, d2)), odd = sub(d3, times(4, d1));
  const vec evenStep = sub(d4, d2), oddStep = sub(d3, d1);
  store(to, add(times(4, sub(d0, d2)), evenStep));
  store(to + toStep, add(even, odd));
  store(to + 2 * toStep, sub(even, odd));
  store(to + 3 * toStep, add(evenStep, add(oddStep, oddStep)));
  store(to + 4 * toStep, sub(evenStep, add(oddStep, oddStep)));
  store(to + 5 * toStep, sub(sub(d5, d3), times(4, oddStep)));
}

// A: 4 gradients of outputs to 6.
INLINE void transformGradient(const float *from, int step, float *to, int toStep) {
  const vec y0 = load(from), y1 = load(from + step), y2 = load(from + 2 * step), y3 = load(from + 3 * step);
  const vec even = add(y0, y2), odd = add(y1, y3);
  const vec evenFar = add(y0, times(4, y2)), oddFar = add(add(y1, y1), times(8, y3));
  store(to, y0);
  store(to + toStep, add(even, odd));
  store(to + 2 * toStep, sub(even, odd));
  store(to + 3 * toStep, add(evenFar, oddFar));
  store(to + 4 * toStep, sub(evenFar, oddFar));
  store(to + 5 * toStep, y3);
}

typedef struct {
  vec v[6];
} Six;

// G: 3 taps to 6.
INLINE Six transformTaps(vec g0, vec g1, vec g2) {
  const vec near = times(-1.0f / 6, add(g0, g2)), nearMiddle = times(1.0f / 6, g1);
  const vec far = add(times(1.0f / 24, g0), times(1.0f / 6, g2)), farMiddle = times(1.0f / 12, g1);
  Six u;
  u.v[0] = times(0.25f, g0);
  u.v[1] = sub(near, nearMiddle);
  u.v[2] = add(near, nearMiddle);
  u.v[3] = add(far, farMiddle);
  u.v[4] = sub(far, farMiddle);
  u.v[5] = g2;
  return u;
}

typedef struct {
  vec v[4];
} Four;

// Aᵀ: 6 products to 4 outputs.
INLINE Four transformOutput(const float *from, int step) {
  const vec m0 = load(from), m1 = load(from + step), m2 = load(from + 2 * step);
  const vec m3 = load(from + 3 * step), m4 = load(from + 4 * step), m5 = load(from + 5 * step);
  const vec sum = add(m1, m2), difference = sub(m1, m2), farSum = add(m3, m4), farDifference = sub(m3, m4);
  Four y;
  y.v[0] = add(m0, add(sum, farSum));
  y.v[1] = add(difference, add(farDifference, farDifference));
  y.v[2] = add(sum, times(4, farSum));
  y.v[3] = add(add(difference, m5), times(8, farDifference));
  return y;
}

typedef struct {
  vec v[3];
} Three;

// Gᵀ: 6 gradients to those of 3 taps.
INLINE Three gatherTaps(const float *from, int step) {
  const vec u0 = load(from), u1 = load(from + step), u2 = load(from + 2 * step);
  const vec u3 = load(from + 3 * step), u4 = load(from + 4 * step), u5 = load(from + 5 * step);
  const vec near = times(1.0f / 6, add(u1, u2)), far = add(u3, u4);
  Three g;
  g.v[0] = add(sub(times(0.25f, u0), near), times(1.0f / 24, far));
  g.v[1] = add(times(1.0f / 6, sub(u2, u1)), times(1.0f / 12, sub(u3, u4)));
  g.v[2] = add(sub(times(1.0f / 6, far), near), u5);
  return g;
}

// ── Filters ─────────────────────────────────────────────────────────────────────────────────────────────────────────

INLINE vec tap(const Convolution *c, const float *filter, int row, int column, int in, int out) {
  if (row >= c->filterHeight || column >= c->filterWidth || out >= c->outChannels) return zero();
  const int place = (row * c->filterWidth + column) * c->inChannels + in;
  return loadSome(filter + place * c->outChannels + out, c->outChannels - out);
}

// G g Gᵀ, in 36 planes packed for `multiply`.
static void transformFilters(const Convolution *c, const float *filter, float *planes, float *half) {
  const int plane = filterPlane(c), outPadded = roundUp(c->outChannels, 8);
  for (int out = 0; out < outPadded; out += 4) {
    float *panel = planes + (out & ~7) * c->inChannels + (out & 4);
    for (int in = 0; in < c->inChannels; in++) {
      KEEP_LOOP for (int column = 0; column < 3; column++) {
        const Six u = transformTaps(tap(c, filter, 0, column, in, out), tap(c, filter, 1, column, in, out),
                                    tap(c, filter, 2, column, in, out));
        UNROLL for (int i = 0; i < 6; i++) store(half + (i * 3 + column) * 4, u.v[i]);
      }
      KEEP_LOOP for (int i = 0; i < 6; i++) {
        const Six u = transformTaps(load(half + i * 12), load(half + i * 12 + 4), load(half + i * 12 + 8));
        float *to = panel + i * 6 * plane + in * 8;
        UNROLL for (int j = 0; j < 6; j++) store(to + j * plane, u.v[j]);
      }
    }
  }
}

// Gᵀ u G: from 36 planes [inPadded, outPadded] to the gradient of the filter.
static void gatherFilters(const Convolution *c, const float *planes, float *filter, float *half) {
  const int plane = gradientPlane(c), outPadded = roundUp(c->outChannels, 8);
  for (int in = 0; in < c->inChannels; in++) {
    for (int out = 0; out < c->outChannels; out += 4) {
      const float *from = planes + in * outPadded + out;
      KEEP_LOOP for (int j = 0; j < 6; j++) {
        const Three g = gatherTaps(from + j * plane, 6 * plane);
        UNROLL for (int i = 0; i < 3; i++) store(half + (i * 6 + j) * 4, g.v[i]);
      }
      KEEP_LOOP for (int row = 0; row < c->filterHeight; row++) {
        const Three g = gatherTaps(half + row * 24, 4);
        UNROLL for (int column = 0; column < 3; column++) {
          if (column >= c->filterWidth) continue;
          const int place = (row * c->filterWidth + column) * c->inChannels + in;
          storeSome(filter + place * c->outChannels + out, g.v[column], c->outChannels - out);
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

// The transforms of `tiles` tiles from tile `first` on, of the input (size 6) or of the gradient (size 4). In each of
// the 36 planes, tiles are `tileStep` floats apart, and from `group` channels (4 or 8) to the next `groupStep`.
INLINE void transformTiles(const Convolution *c, const int size, const float *pictures, int first, int tiles,
                           float *planes, int plane, int tileStep, const int group, int groupStep, float *patch,
                           float *half) {
  const int isInput = size == 6;
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
        if (isInput) transformInput(from + k + j * columnStep, rowStep, half + j * 4, 24);
        else transformGradient(from + k + j * columnStep, rowStep, half + j * 4, 24);
      }
      KEEP_LOOP for (int i = 0; i < 6; i++) {
        if (isInput) transformInput(half + i * 24, 4, to + i * 6 * plane, plane);
        else transformGradient(half + i * 24, 4, to + i * 6 * plane, plane);
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
      KEEP_LOOP for (int j = 0; j < 6; j++) {
        const Four y = transformOutput(from + j * plane, 6 * plane);
        UNROLL for (int i = 0; i < 4; i++) store(half + (i * 6 + j) * 4, y.v[i]);
      }
      KEEP_LOOP for (int i = 0; i < rows; i++) {
        const Four y = transformOutput(half + i * 24, 4);
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
EXPORT(winogradForward)
void winogradForward(const Convolution *c, const float *x, const float *filter, const float *bias, float low,
                     float high, float *y, float *scratch) {
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
    transformTiles(c, 6, x, first, tiles, inputs, inPlane(c), inPadded, 4, 4, patch, half);
    for (int p = 0; p < PLACES; p++) {
      multiply(inputs + p * inPlane(c), inPadded, filters + p * filterPlane(c), outputs + p * outPlane(c), outPadded,
               tiles, outPadded, c->inChannels);
    }
    gatherTiles(c, outputs, outPlane(c), first, tiles, bias, low, high, y, half);
  }
}

// The gradient of the filter.
EXPORT(winogradBackpropFilter)
void winogradBackpropFilter(const Convolution *c, const float *x, const float *dy, float *filter, float *scratch) {
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
    transformTiles(c, 6, x, first, tiles, inputs, inPlane(c), 4, 4, block * 4, patch, half);
    transformTiles(c, 4, dy, first, tiles, outputs, outPlane(c), 8, 8, block * 8, patch, half);
    for (int p = 0; p < PLACES; p++) {
      multiplyTransposed(inputs + p * inPlane(c), 4, block * 4, outputs + p * outPlane(c), 8, block * 8,
                         gradients + p * gradientPlane(c), outPadded, inPadded, outPadded, tiles);
    }
  }
  gatherFilters(c, gradients, filter, half);
}

// The filter turned by 180°, with the roles of its channels exchanged: [height, width, out, in].
EXPORT(flipFilter) void flipFilter(const float *filter, float *flipped, int taps, int inChannels, int outChannels) {
  const int size = inChannels * outChannels;
  for (int t = 0; t < taps; t++) {
    const float *from = filter + t * size;
    float *to = flipped + (taps - 1 - t) * size;
    for (int out = 0; out < outChannels; out += 4) {
      const int outs = smaller(4, outChannels - out);
      for (int in = 0; in < inChannels; in += 4) {
        const int ins = smaller(4, inChannels - in);
        const float *corner = from + in * outChannels + out;
        if (outs < 4 || ins < 4) {
          for (int i = 0; i < ins; i++)
            for (int o = 0; o < outs; o++) to[(out + o) * inChannels + in + i] = corner[i * outChannels + o];
          continue;
        }
        const vec r0 = load(corner), r1 = load(corner + outChannels);
        const vec r2 = load(corner + 2 * outChannels), r3 = load(corner + 3 * outChannels);
        const vec low01 = wasm_i32x4_shuffle(r0, r1, 0, 4, 1, 5), high01 = wasm_i32x4_shuffle(r0, r1, 2, 6, 3, 7);
        const vec low23 = wasm_i32x4_shuffle(r2, r3, 0, 4, 1, 5), high23 = wasm_i32x4_shuffle(r2, r3, 2, 6, 3, 7);
        float *place = to + out * inChannels + in;
        store(place, wasm_i32x4_shuffle(low01, low23, 0, 1, 4, 5));
        store(place + inChannels, wasm_i32x4_shuffle(low01, low23, 2, 3, 6, 7));
        store(place + 2 * inChannels, wasm_i32x4_shuffle(high01, high23, 0, 1, 4, 5));
        store(place + 3 * inChannels, wasm_i32x4_shuffle(high01, high23, 2, 3, 6, 7));
      }
    }
  }
}
