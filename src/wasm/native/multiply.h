// Products of matrices, in blocks of 4 × 8 that fill the registers of V8's compiler; more spill, fewer starve.
#pragma once

// c[rows, columns] = a[rows, depth] · b, where b is packed: panels of 8 columns, each [depth, 8]; `columns` is a
// multiple of 8. Rows of a and c are `aRow` and `cRow` floats apart.
void multiply(const float *a, int aRow, const float *b, float *c, int cRow, int rows, int columns, int depth);

// c[rows, columns] += aᵀ · b over `depth`; `rows` is a multiple of 4, `columns` of 8. Both factors come in groups of
// four columns: `aGroup` floats from group to group and `aRow` from one row of depth to the next, and so for b.
void multiplyTransposed(const float *a, int aRow, int aGroup, const float *b, int bRow, int bGroup, float *c, int cRow,
                        int rows, int columns, int depth);
