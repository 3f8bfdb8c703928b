import * as tf from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from './convolutionGeometry.js';
import type { AxisPadding } from './padding.js';

/**
 * Leaves out the rows and columns of a dilated kernel that see nothing but padding, whatever the output: of a 3×3 kernel
 * that is as widely dilated as the picture is large, only the middle does anything.
 */
export function usefulTaps(
  x: readonly number[],
  kernel: tf.Tensor4D,
  geometry: ConvolutionGeometry,
): { readonly kernel: tf.Tensor4D; readonly geometry: ConvolutionGeometry } {
  const [rows, columns] = ([0, 1] as const).map((i) =>
    usefulRange(x[i + 1], kernel.shape[i], {
      stride: geometry.strides[i],
      dilation: geometry.dilation[i],
      padding: geometry.padding[i],
    }),
  );
  const isWhole = rows.count === kernel.shape[0] && columns.count === kernel.shape[1];
  if (isWhole || x.includes(0)) return { kernel, geometry };
  const begin: [number, number, number, number] = [rows.first, columns.first, 0, 0];
  const size: [number, number, number, number] = [rows.count, columns.count, kernel.shape[2], kernel.shape[3]];
  return { kernel: tf.slice(kernel, begin, size), geometry: { ...geometry, padding: [rows.padding, columns.padding] } };
}

interface UsefulRange {
  readonly first: number;
  readonly count: number;
  readonly padding: AxisPadding;
}

/** Tap t of output i lies at `i·stride + t·dilation − before`. */
function usefulRange(
  size: number,
  taps: number,
  {
    stride,
    dilation,
    padding: [before, after],
  }: { readonly stride: number; readonly dilation: number; readonly padding: AxisPadding },
): UsefulRange {
  const all = { first: 0, count: taps, padding: [before, after] } as const;
  if (dilation === 1) return all;
  const window = (taps - 1) * dilation + 1;
  const last = Math.floor((size + before + after - window) / stride) * stride; // where the last output begins
  let first = 0;
  let end = taps;
  while (first < end - 1 && last + first * dilation - before < 0) first++;
  while (end > first + 1 && (end - 1) * dilation - before >= size) end--;
  const trimmed = [before - first * dilation, after - (taps - end) * dilation] as const;
  // Less than nothing cannot be padded: then the picture itself would have to be cut.
  return Math.min(...trimmed) < 0 ? all : { first, count: end - first, padding: trimmed };
}
