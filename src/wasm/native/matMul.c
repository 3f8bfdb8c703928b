// Products of matrices as tensors have them: either one may be given as its transpose.
#include "multiply.h"
#include "simd.h"

// Rows that are worked on at a time where they are copied: of the result, or of what is summed over.
#define BLOCK_ROWS 128

// Enough for each of the functions here, in bytes.
EXPORT(matMulScratch) int matMulScratch(int rows, int columns, int depth) {
  const int rowsPadded = roundUp(rows, 4), columnsPadded = roundUp(columns, 8);
  const int forward = columnsPadded * depth + BLOCK_ROWS * columnsPadded;
  const int transposed = (rowsPadded + BLOCK_ROWS) * columnsPadded + BLOCK_ROWS * rowsPadded;
  return 4 * larger(forward, transposed) + 16;
}

// c[rows, columns] = a[rows, depth] · b, where b is [depth, columns] or, with `transposeB`, [columns, depth].
EXPORT(matMul)
void matMul(const float *a, const float *b, int rows, int columns, int depth, int transposeB, float *c, float *scratch) {
  const int columnsPadded = roundUp(columns, 8);
  float *products = scratch + columnsPadded * depth;
  if (transposeB) packTransposedPanels(b, depth, columns, scratch);
  else packPanels(b, depth, columns, scratch);
  if (columns == columnsPadded) {
    multiply(a, depth, scratch, c, columns, rows, columns, depth);
    return;
  }
  for (int first = 0; first < rows; first += BLOCK_ROWS) {
    const int count = smaller(BLOCK_ROWS, rows - first);
    multiply(a + first * depth, depth, scratch, products, columnsPadded, count, columnsPadded, depth);
    for (int i = 0; i < count; i++) copy(c + (first + i) * columns, products + i * columnsPadded, columns);
  }
}

// c[rows, columns] = aᵀ · b, where a is [depth, rows] and b [depth, columns]. What is multiplied is laid out in panels first:
// rows of a power of two would all fall on the same few places of the cache.
EXPORT(matMulTransposed)
void matMulTransposed(const float *a, const float *b, int rows, int columns, int depth, float *c, float *scratch) {
  const int rowsPadded = roundUp(rows, 4), columnsPadded = roundUp(columns, 8);
  const int isWhole = rows == rowsPadded && columns == columnsPadded;
  float *sums = isWhole ? c : scratch;
  float *left = scratch + rowsPadded * columnsPadded;
  float *right = left + BLOCK_ROWS * rowsPadded;
  clear(sums, rowsPadded * columnsPadded);
  for (int first = 0; first < depth; first += BLOCK_ROWS) {
    const int count = smaller(BLOCK_ROWS, depth - first);
    for (int m = 0; m < rows; m += 4)
      for (int k = 0; k < count; k++) store(left + m * count + 4 * k, loadSome(a + (first + k) * rows + m, rows - m));
    packPanels(b + first * columns, count, columns, right);
    multiplyTransposed(left, 4, 4 * count, right, 8, 8 * count, sums, columnsPadded, rowsPadded, columnsPadded, count);
  }
  if (!isWhole)
    for (int i = 0; i < rows; i++) copy(c + i * columns, sums + i * columnsPadded, columns);
}
