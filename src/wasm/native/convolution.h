// The geometry of a convolution, as JavaScript writes it: 15 whole numbers in this order.
#pragma once

typedef struct {
  int batch;
  int inHeight, inWidth, inChannels;
  int outHeight, outWidth, outChannels;
  int filterHeight, filterWidth;
  int strideHeight, strideWidth;
  int dilationHeight, dilationWidth;
  int padTop, padLeft;
} Convolution;
