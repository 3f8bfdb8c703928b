/** What a warp works on; all addresses are in bytes. The host writes these numbers one after the other, as int32. */
@unmanaged
export class Warp {
  /** The input, `[height, width, channels]`; 16 bytes after it may be read. */
  source: i32;
  width: i32;
  height: i32;
  channels: i32;
  /** The output; 16 bytes after it may be overwritten. */
  to: i32;
  toWidth: i32;
  toHeight: i32;
  /** Nine float64 numbers: the matrix from output to input. See `places.ts` for its scale. */
  map: i32;
  /** The binary digits to drop of an affine map of whole numbers; 0 for any other map. */
  shift: i32;
  /** Displacements of all output pixels before the matrix, as float32, or 0. */
  fieldX: i32;
  fieldY: i32;
  /** The number of the border. */
  border: i32;
  /** A pixel that lies outside under a constant border. */
  fill: i32;
  /** Room for two rows of places, `toWidth + 4` numbers of 8 bytes each. */
  scratch: i32;
  /** Units of a place in a pixel, for projective maps. */
  scale: f64;
}
