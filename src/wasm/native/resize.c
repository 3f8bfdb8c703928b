// Resizing by nearest neighbours: every output pixel is a copy of an input pixel, and rows and columns are chosen apart.
#include "simd.h"

// y[batch, outHeight, outWidth, channels] from the rows and columns of x that the two tables name.
EXPORT(takePixels)
void takePixels(const float *x, int batch, int inHeight, int inWidth, int channels, int outHeight, int outWidth,
                const int *rows, const int *columns, float *y) {
  const int rowSize = outWidth * channels;
  for (int n = 0; n < batch; n++) {
    for (int i = 0; i < outHeight; i++) {
      float *to = y + (n * outHeight + i) * rowSize;
      if (i > 0 && rows[i] == rows[i - 1]) {
        copy(to, to - rowSize, rowSize);
        continue;
      }
      const float *from = x + (n * inHeight + rows[i]) * inWidth * channels;
      for (int j = 0; j < outWidth; j++) copy(to + j * channels, from + columns[j] * channels, channels);
    }
  }
}

// Its gradient: every output pixel's goes to the input pixel that it was copied from.
EXPORT(addPixels)
void addPixels(const float *dy, int batch, int inHeight, int inWidth, int channels, int outHeight, int outWidth,
               const int *rows, const int *columns, float *dx) {
  clear(dx, batch * inHeight * inWidth * channels);
  for (int n = 0; n < batch; n++) {
    for (int i = 0; i < outHeight; i++) {
      const float *from = dy + (n * outHeight + i) * outWidth * channels;
      float *row = dx + (n * inHeight + rows[i]) * inWidth * channels;
      for (int j = 0; j < outWidth; j++, from += channels) {
        float *to = row + columns[j] * channels;
        int k = 0;
        for (; k + 4 <= channels; k += 4) store(to + k, add(load(to + k), load(from + k)));
        for (; k < channels; k++) to[k] += from[k];
      }
    }
  }
}
