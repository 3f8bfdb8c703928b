/**
 * A projective map of the plane, row by row: `[a, b, c, d, e, f, g, h, i]` takes (x, y) to
 * `((a·x + b·y + c) / w, (d·x + e·y + f) / w)` with `w = g·x + h·y + i`. Pixel centres lie at whole numbers, x runs to
 * the right and y down. Affine maps end in `0, 0, 1`.
 */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];
