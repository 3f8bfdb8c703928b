#include "grouped.h"

// Enough for each of the functions here.
EXPORT(groupedScratch) int groupedScratch(const Convolution *c, int groups) {
  return floats(laidFloats(c, groups)) + floats(outputFloats(c, groups)) + floats(filterFloats(c, groups));
}

void layGroups(const float *picture, int height, int width, int groups, int channels, int left, int laidWidth,
               float *laid) {
  const int pitch = roundUp(channels, 4), size = height * laidWidth * pitch;
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < laidWidth; x++) {
      const int column = x - left;
      float *to = laid + (y * laidWidth + x) * pitch;
      if (column < 0 || column >= width) {
        for (int g = 0; g < groups; g++) clear(to + g * size, pitch);
        continue;
      }
      const float *from = picture + (y * width + column) * groups * channels;
      for (int g = 0; g < groups; g++) {
        int k = 0;
        for (; k + 4 <= channels; k += 4) store(to + g * size + k, load(from + k));
        if (k < channels) store(to + g * size + k, loadSome(from + k, channels - k));
        from += channels;
      }
    }
  }
}

void gatherGroups(const float *laid, int laidWidth, int left, int groups, int channels, float *picture, int height,
                  int width) {
  const int pitch = roundUp(channels, 4), size = height * laidWidth * pitch;
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      float *to = picture + (y * width + x) * groups * channels;
      const int column = x + left;
      if (column < 0 || column >= laidWidth) {
        clear(to, groups * channels);
        continue;
      }
      const float *from = laid + (y * laidWidth + column) * pitch;
      for (int g = 0; g < groups; g++) copy(to + g * channels, from + g * size, channels);
    }
  }
}

void packFilter(const float *filter, int taps, int groups, int in, int out, float *packed) {
  const int inPadded = roundUp(in, 4), outPadded = roundUp(out, 4);
  for (int g = 0; g < groups; g++) {
    for (int n = 0; n < outPadded;) {
      const int width = panelWidth(n, outPadded);
      for (int t = 0; t < taps; t++) {
        for (int k = 0; k < inPadded; k++) {
          const float *from = filter + (t * in + k) * groups * out + g * out + n;
          for (int j = 0; j < width; j += 4) {
            const int count = k < in ? out - n - j : 0;
            store(packed, count > 0 ? loadSome(from + j, count) : zero());
            packed += 4;
          }
        }
      }
      n += width;
    }
  }
}

void packFlipped(const float *filter, int taps, int groups, int in, int out, int flip, float *packed) {
  const int inPadded = roundUp(in, 4), outPadded = roundUp(out, 4);
  for (int g = 0; g < groups; g++) {
    for (int n = 0; n < outPadded;) {
      const int width = panelWidth(n, outPadded);
      for (int t = 0; t < taps; t++) {
        const float *tap = filter + (flip ? taps - 1 - t : t) * out * groups * in + g * in;
        for (int k = 0; k < inPadded; k++)
          for (int j = 0; j < width; j++) *packed++ = k < in && n + j < out ? tap[(n + j) * groups * in + k] : 0;
      }
      n += width;
    }
  }
}
