// How a Winograd convolution is cut into pieces, and the memory that they need. SPAN inputs give four outputs.
#pragma once
#include "convolution.h"
#include "simd.h"

#define SPAN (TAPS + 3)
#define PLACES (SPAN * SPAN)
#define BLOCK_BYTES (256 * 1024)

// Planes are kept off powers of two: dozens of them at the same place of the cache would push each other out.
INLINE int planeSize(int floats) { return floats + 16; }

INLINE int tilesAcross(int size) { return (size + 3) / 4; }

INLINE int tileCount(const Convolution *c) {
  return c->batch * tilesAcross(c->outHeight) * tilesAcross(c->outWidth);
}

// Bytes; beyond what an int can hold for large pictures.
INLINE float inputBytes(const Convolution *c) { return 4.0f * PLACES * tileCount(c) * roundUp(c->inChannels, 4); }
INLINE float filterBytes(const Convolution *c) {
  return 4.0f * PLACES * c->inChannels * roundUp(c->outChannels, 8);
}

// How many tiles are taken at a time: a multiple of 4.
INLINE int blockTiles(const Convolution *c) {
  const int all = roundUp(tileCount(c), 4);
  if (inputBytes(c) < filterBytes(c)) return all;
  const int bytes = PLACES * 4 * (roundUp(c->inChannels, 4) + roundUp(c->outChannels, 8));
  return smaller(all, larger(16, BLOCK_BYTES / bytes / 4 * 4));
}

// How many output channels are taken at a time: a multiple of 8.
INLINE int groupChannels(const Convolution *c) {
  const int all = roundUp(c->outChannels, 8);
  const float inputs = inputBytes(c), filters = filterBytes(c);
  if (inputs >= filters) return all;
  const float share = (inputs > 2 * BLOCK_BYTES ? inputs : 2 * BLOCK_BYTES) / filters;
  return smaller(all, larger(8, roundUp((int)(share * all), 8)));
}

INLINE int filterPlane(const Convolution *c) { return planeSize(roundUp(c->inChannels, 4) * groupChannels(c)); }
INLINE int inPlane(const Convolution *c) { return planeSize(blockTiles(c) * roundUp(c->inChannels, 4)); }
INLINE int outPlane(const Convolution *c) { return planeSize(blockTiles(c) * groupChannels(c)); }
INLINE int patchSize(const Convolution *c) { return PLACES * roundUp(larger(c->inChannels, c->outChannels), 4); }

// Bytes for the transformed filters or their gradients, the transformed tiles of both sides, a transform half done, and a
// tile of its own for the rim of the picture.
EXPORT(NAME(Scratch)) int NAME(Scratch)(const Convolution *c) {
  return 4 * (PLACES * (filterPlane(c) + inPlane(c) + outPlane(c) + 4) + patchSize(c));
}
