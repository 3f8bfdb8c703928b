// Convolutions whose channels are put in groups, each with a filter of its own, with any strides, dilation and padding.
//
// A picture is laid out group by group first, padded at the sides, with the channels of a group filled up to a multiple of
// four: what a group sees then lies side by side, and no tap has to ask whether its column is within the picture. Rows
// beyond the picture are passed over.
#pragma once
#include "convolution.h"
#include "simd.h"

// Output pixels that are computed for one group before it is the next one's turn: so many that loading its filter
// does not count, so few that what all groups read and write stays in the cache.
#define BLOCK_PIXELS 64

// Not inlined, where they are called from several places: it would make the module larger and nothing faster.
#define NOINLINE static __attribute__((noinline))

INLINE int inOfGroup(const Convolution *c, int groups) { return c->inChannels / groups; }
INLINE int outOfGroup(const Convolution *c, int groups) { return c->outChannels / groups; }
INLINE int taps(const Convolution *c) { return c->filterHeight * c->filterWidth; }

// The width of what the filter passes over.
INLINE int laidWidth(const Convolution *c) {
  return (c->outWidth - 1) * c->strideWidth + (c->filterWidth - 1) * c->dilationWidth + 1;
}

INLINE int blockRows(const Convolution *c) { return larger(1, BLOCK_PIXELS / c->outWidth); }

// Bytes for `count` floats.
INLINE int floats(int count) { return 4 * roundUp(count, 4); }

INLINE int laidFloats(const Convolution *c, int groups) {
  return groups * c->inHeight * laidWidth(c) * roundUp(inOfGroup(c, groups), 4);
}
INLINE int outputFloats(const Convolution *c, int groups) {
  return groups * c->outHeight * c->outWidth * roundUp(outOfGroup(c, groups), 4);
}
INLINE int filterFloats(const Convolution *c, int groups) {
  return groups * taps(c) * roundUp(inOfGroup(c, groups), 4) * roundUp(outOfGroup(c, groups), 4);
}

// A picture [height, width, groups · channels] group by group, from column `left` on of [height, laidWidth, pitch].
void layGroups(const float *picture, int height, int width, int groups, int channels, int left, int laidWidth,
               float *laid);

// The way back: what lies within the picture, without what only fills up.
void gatherGroups(const float *laid, int laidWidth, int left, int groups, int channels, float *picture, int height,
                  int width);

// How wide the panel is that begins at column `first` of `columns`, a multiple of four.
INLINE int panelWidth(int first, int columns) { return columns - first >= 8 ? 8 : 4; }

// The filter [taps, in, groups · out] group by group, in panels of 8 or 4 outputs, each [taps, in, outputs].
void packFilter(const float *filter, int taps, int groups, int in, int out, float *packed);

// The same of the filter with the roles of its channels exchanged, for the way from outputs to inputs, and with `flip`
// turned by 180°. Here `in` and `out` are those of the way back: the filter is [taps, out, groups · in].
void packFlipped(const float *filter, int taps, int groups, int in, int out, int flip, float *packed);
