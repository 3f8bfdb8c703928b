import { type BandedMatrix, bandedMatrix } from './bandedMatrix.js';

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

/** The weights with which each of `outSize` samples takes from `inSize` ones, bilinearly. */
export function bilinearMatrix(inSize: number, outSize: number, coordinates: BilinearCoordinates): BandedMatrix {
  return bandedMatrix(outSize, inSize, (i) => {
    const source = Math.max(0, sourceOf(i, inSize, outSize, coordinates));
    const low = Math.min(Math.floor(source), inSize - 1);
    const high = Math.min(low + 1, inSize - 1);
    return [
      { column: low, weight: 1 - (source - low) },
      { column: high, weight: source - low },
    ];
  });
}

/** The same, where each sample takes the nearest one alone. */
export function nearestMatrix(inSize: number, outSize: number, coordinates: NearestCoordinates): BandedMatrix {
  const indices = nearestIndices(inSize, outSize, coordinates);
  return bandedMatrix(outSize, inSize, (i) => [{ column: indices[i], weight: 1 }]);
}

/** From where each of `outSize` samples is taken. */
export function nearestIndices(inSize: number, outSize: number, coordinates: NearestCoordinates): number[] {
  const shift = coordinates === 'halfPixel' ? 0.5 : 0;
  return Array.from({ length: outSize }, (_, i) => Math.min(Math.floor(((i + shift) * inSize) / outSize), inSize - 1));
}

function sourceOf(i: number, inSize: number, outSize: number, coordinates: BilinearCoordinates): number {
  if (coordinates === 'halfPixel') return ((i + 0.5) * inSize) / outSize - 0.5;
  if (coordinates === 'alignCorners') return outSize > 1 ? (i * (inSize - 1)) / (outSize - 1) : 0;
  return (i * inSize) / outSize;
}
