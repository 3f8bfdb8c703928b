/** Rec. 601 luma in 16 fractional bits, as Pillow has it: `(19595 R + 38470 G + 7471 B + 32768) >> 16`. */
export const luminance = (red: number, green: number, blue: number): number =>
  Math.floor((19595 * red + 38470 * green + 7471 * blue + 32768) / 65536);

/** The same weights without rounding, for float32 pictures. */
export const luminanceFloat = (red: number, green: number, blue: number): number =>
  (19595 * red + 38470 * green + 7471 * blue) / 65536;
