// Products of matrices, in blocks of 4 × 8 that fill the registers of V8's compiler; more spill, fewer starve.
#pragma once

// c[rows, columns] = a[rows, depth] · b, where b is packed: panels of 8 columns, each [depth, 8]; `columns` is a
// multiple of 8. Rows of a and c are `aRow` and `cRow` floats apart.
void multiply(const float *a, int aRow, const float *b, float *c, int cRow, int rows, int columns, int depth);

// c[rows, columns] += aᵀ · b over `depth`; `rows` is a multiple of 4, `columns` of 8. From one row of depth to the next
// it is `aRow` and `bRow` floats, from four columns of a to the next four `aGroup`, from eight of b to the next `bPanel`.
void multiplyTransposed(const float *a, int aRow, int aGroup, const float *b, int bRow, int bPanel, float *c, int cRow,
                        int rows, int columns, int depth);

// A matrix [depth, columns] in panels of 8 columns, the last one filled up with zeros: roundUp(columns, 8) · depth floats.
void packPanels(const float *matrix, int depth, int columns, float *panels);

// The same of the transpose of a matrix [columns, depth].
void packTransposedPanels(const float *matrix, int depth, int columns, float *panels);
