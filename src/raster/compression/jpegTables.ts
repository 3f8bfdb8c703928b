/** Steps of brightness at quality 50, row by row from low to high frequencies (ISO/IEC 10918-1, table K.1). */
const luma = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99,
];

/** Steps of colour at quality 50 (table K.2): the first four rows and columns; the rest is 99. */
const chroma = [
  [17, 18, 24, 47],
  [18, 21, 26, 66],
  [24, 26, 56, 99],
  [47, 66, 99, 99],
];

/** The steps of quantization at a quality from 1 to 100, scaled as the IJG's codec and all after it do. */
export function quantizationSteps(plane: 'luma' | 'chroma', quality: number): Int32Array {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return Int32Array.from({ length: 64 }, (_, i) => {
    const step = plane === 'luma' ? luma[i] : (chroma[i >> 3]?.[i & 7] ?? 99);
    return Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100)));
  });
}
