/** Numbers from `first` on by each step as often as it says. */
const run = (first: number, ...steps: readonly (readonly [step: number, times: number])[]): number[] => {
  const values = [first];
  for (const [step, times] of steps) {
    for (let i = 0; i < times; i++) values.push(values[values.length - 1] + step);
  }
  return values;
};

/** Steps of the lowest frequency by quantizer index (RFC 6386, section 14.1). */
const lowest = [
  4, 5, 6, 7, 8, 9, 10, 10, 11, 12, 13, 14, 15, 16, 17, 17, 18, 19, 20, 20, 21, 21, 22, 22, 23, 23, 24, 25, 25, 26, 27,
  28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 46, 47, 48, 49, 50, 51, 52, 53, 54,
  55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 76, 77, 78, 79, 80, 81, 82,
  83, 84, 85, 86, 87, 88, 89, 91, 93, 95, 96, 98, 100, 101, 102, 104, 106, 108, 110, 112, 114, 116, 118, 122, 124, 126,
  128, 130, 132, 134, 136, 138, 140, 143, 145, 148, 151, 154, 157,
];

/** Steps of the other frequencies by quantizer index. */
const others = run(4, [1, 54], [2, 29], [3, 19], [4, 14], [5, 2], [6, 1], [4, 1], [5, 6]);

/** The steps of VP8 at a quality. */
export interface Vp8Steps {
  /** Brightness but for its lowest frequencies. */
  readonly luma: number;
  /** The lowest frequencies of a block of 16×16, of which the first is their mean. */
  readonly means: readonly [first: number, others: number];
  /** Colour: the lowest frequency, and the others. */
  readonly color: readonly [first: number, others: number];
  /** How strongly edges of blocks are smoothed, 0 to 63. */
  readonly filterLevel: number;
}

/** The steps at a quality from 1 to 100, with the quantizer index and the filter that libwebp chooses by default. */
export function vp8Steps(quality: number): Vp8Steps {
  const part = quality / 100;
  const linear = part < 0.75 ? (part * 2) / 3 : 2 * part - 1;
  const index = Math.min(127, Math.max(0, Math.floor(127 * (1 - Math.cbrt(linear)))));
  const [low, high] = [lowest[index], others[index]];
  const filterLevel = Math.min(63, Math.floor(((high >> 2) * 300) / 256));
  return {
    luma: high,
    means: [2 * low, Math.max(8, Math.floor((high * 155) / 100))],
    color: [Math.min(132, low), high],
    filterLevel: filterLevel < 2 ? 0 : filterLevel,
  };
}
