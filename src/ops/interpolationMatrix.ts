/**
 * Where the samples of a bilinearly resized picture lie in the original.
 *
 * - `halfPixel`: pixels are areas; `(i + ½)·in/out − ½`. PyTorch's `align_corners=false`, Keras and OpenCV.
 * - `alignCorners`: the first and last pixels stay in place; `i·(in − 1)/(out − 1)`. PyTorch's `align_corners=true`.
 * - `legacy`: `i·in/out`. TensorFlow 1 and tfjs.
 */
export type BilinearCoordinates = 'halfPixel' | 'alignCorners' | 'legacy';

/**
 * Where the samples of a picture resized by nearest neighbours lie in the original: `floor(i·in/out)` is PyTorch's
 * `nearest`, `halfPixel` (`floor((i + ½)·in/out)`) its `nearest-exact`.
 */
export type NearestCoordinates = 'floor' | 'halfPixel';

/** The weights with which each of `out` samples takes from `in` samples, bilinearly: `[out,in]`, row-major. */
export function bilinearMatrix(inSize: number, outSize: number, coordinates: BilinearCoordinates): Float32Array {
  const matrix = new Float32Array(outSize * inSize);
  for (let i = 0; i < outSize; i++) {
    const source = Math.max(0, sourceOf(i, inSize, outSize, coordinates));
    const low = Math.min(Math.floor(source), inSize - 1);
    const high = Math.min(low + 1, inSize - 1);
    matrix[i * inSize + low] += 1 - (source - low);
    matrix[i * inSize + high] += source - low;
  }
  return matrix;
}

/** The same, where each sample takes the nearest one alone. */
export function nearestMatrix(inSize: number, outSize: number, coordinates: NearestCoordinates): Float32Array {
  const matrix = new Float32Array(outSize * inSize);
  nearestIndices(inSize, outSize, coordinates).forEach((source, i) => {
    matrix[i * inSize + source] = 1;
  });
  return matrix;
}

/** From where each of `out` samples is taken. */
export function nearestIndices(inSize: number, outSize: number, coordinates: NearestCoordinates): number[] {
  const shift = coordinates === 'halfPixel' ? 0.5 : 0;
  return Array.from({ length: outSize }, (_, i) => Math.min(Math.floor(((i + shift) * inSize) / outSize), inSize - 1));
}

function sourceOf(i: number, inSize: number, outSize: number, coordinates: BilinearCoordinates): number {
  if (coordinates === 'halfPixel') return ((i + 0.5) * inSize) / outSize - 0.5;
  if (coordinates === 'alignCorners') return outSize > 1 ? (i * (inSize - 1)) / (outSize - 1) : 0;
  return (i * inSize) / outSize;
}
