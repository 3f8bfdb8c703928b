#include "multiply.h"
#include "simd.h"

// `ROWS` rows by 8 columns. A macro, so that the number is known before the loops are unrolled and the sums live in
// registers.
#define MULTIPLY_ROWS(ROWS)                                                                                        \
  INLINE void multiplyRows##ROWS(const float *a, int aRow, const float *b, float *c, int cRow, int depth) {        \
    vec left[ROWS], right[ROWS];                                                                                   \
    UNROLL for (int i = 0; i < ROWS; i++) left[i] = right[i] = zero();                                             \
    for (int k = 0; k < depth; k++) {                                                                              \
      const vec b0 = load(b), b1 = load(b + 4);                                                                    \
      UNROLL for (int i = 0; i < ROWS; i++) {                                                                      \
        const vec factor = wasm_v128_load32_splat(a + i * aRow);                                                   \
        left[i] = add(left[i], mul(factor, b0));                                                                   \
        right[i] = add(right[i], mul(factor, b1));                                                                 \
      }                                                                                                            \
      a++;                                                                                                         \
      b += 8;                                                                                                      \
    }                                                                                                              \
    UNROLL for (int i = 0; i < ROWS; i++) {                                                                        \
      store(c + i * cRow, left[i]);                                                                                \
      store(c + i * cRow + 4, right[i]);                                                                           \
    }                                                                                                              \
  }

MULTIPLY_ROWS(1)
MULTIPLY_ROWS(4)

void multiply(const float *a, int aRow, const float *b, float *c, int cRow, int rows, int columns, int depth) {
  for (int n = 0; n < columns; n += 8) {
    const float *panel = b + n * depth;
    int m = 0;
    for (; m + 4 <= rows; m += 4) multiplyRows4(a + m * aRow, aRow, panel, c + m * cRow + n, cRow, depth);
    for (; m < rows; m++) multiplyRows1(a + m * aRow, aRow, panel, c + m * cRow + n, cRow, depth);
  }
}

INLINE void accumulateBlock(const float *a, int aRow, const float *b, int bRow, float *c, int cRow, int depth) {
  vec left[4], right[4];
  UNROLL for (int i = 0; i < 4; i++) {
    left[i] = load(c + i * cRow);
    right[i] = load(c + i * cRow + 4);
  }
  for (int k = 0; k < depth; k++) {
    const vec b0 = load(b), b1 = load(b + 4);
    UNROLL for (int i = 0; i < 4; i++) {
      const vec factor = wasm_v128_load32_splat(a + i);
      left[i] = add(left[i], mul(factor, b0));
      right[i] = add(right[i], mul(factor, b1));
    }
    a += aRow;
    b += bRow;
  }
  UNROLL for (int i = 0; i < 4; i++) {
    store(c + i * cRow, left[i]);
    store(c + i * cRow + 4, right[i]);
  }
}

void multiplyTransposed(const float *a, int aRow, int aGroup, const float *b, int bRow, int bPanel, float *c, int cRow,
                        int rows, int columns, int depth) {
  for (int n = 0; n < columns; n += 8) {
    const float *panel = b + n / 8 * bPanel;
    for (int m = 0; m < rows; m += 4) {
      accumulateBlock(a + m / 4 * aGroup, aRow, panel, bRow, c + m * cRow + n, cRow, depth);
    }
  }
}

void packPanels(const float *matrix, int depth, int columns, float *panels) {
  for (int n = 0; n < columns; n += 8) {
    for (int k = 0; k < depth; k++) {
      const float *from = matrix + k * columns + n;
      float *to = panels + n * depth + k * 8;
      if (n + 8 <= columns) {
        store(to, load(from));
        store(to + 4, load(from + 4));
      } else {
        clear(to, 8);
        copy(to, from, columns - n);
      }
    }
  }
}

void packTransposedPanels(const float *matrix, int depth, int columns, float *panels) {
  for (int n = 0; n < columns; n += 8) {
    float *panel = panels + n * depth;
    for (int j = 0; j < 8; j++) {
      const float *from = matrix + (n + j) * depth;
      if (n + j < columns)
        for (int k = 0; k < depth; k++) panel[k * 8 + j] = from[k];
      else
        for (int k = 0; k < depth; k++) panel[k * 8 + j] = 0;
    }
  }
}
