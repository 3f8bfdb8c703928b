/** Between which two pixels a row or column comes from, and the share of the second one. */
export interface Places {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Float64Array;
}

/** Where pixels come from when a picture is enlarged by a factor about its middle; below 1, the edge goes on outside. */
export function enlargedPlaces(size: number, factor: number): Places {
  const middle = (size - 1) / 2;
  const places = Float64Array.from({ length: size }, (_, i) => {
    return Math.min(size - 1, Math.max(0, middle + (i - middle) / factor));
  });
  const first = Int32Array.from(places);
  return {
    first,
    second: first.map((i) => Math.min(size - 1, i + 1)),
    share: places.map((place, i) => place - first[i]),
  };
}
