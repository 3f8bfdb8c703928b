/** How output pixels find their input pixel, as tfjs says it. */
export interface NearestOptions {
  readonly alignCorners?: boolean;
  readonly halfPixelCenters?: boolean;
}

/** The input pixel that each output pixel along one axis shows, by the formulas of tfjs's cpu backend. */
export function nearestTable(input: number, output: number, options: NearestOptions): readonly number[] {
  const { alignCorners = false, halfPixelCenters = false } = options;
  const isAligned = alignCorners && output > 1;
  const ratio = isAligned ? (input - 1) / (output - 1) : input / output;
  return Array.from({ length: output }, (_, i) => {
    const place = ratio * (halfPixelCenters ? i + 0.5 : i);
    return Math.min(input - 1, alignCorners ? Math.round(place) : Math.floor(place));
  });
}
