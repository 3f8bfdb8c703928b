#include "simd.h"

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
