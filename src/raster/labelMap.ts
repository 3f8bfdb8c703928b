/** The number types that a label map may have. */
export type LabelData = Uint8Array | Uint16Array | Int32Array;

/** A mask in memory: one class index a pixel, row-major. It is never interpolated. */
export interface LabelMap {
  /** `width · height` class indices. */
  readonly data: LabelData;
  /** Columns, in pixels. */
  readonly width: number;
  /** Rows, in pixels. */
  readonly height: number;
}
