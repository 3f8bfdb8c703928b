/** The number types that a picture may have: 8 bits (0 … 255), 16 bits (0 … 65535), or float32 (0 … 1 by convention). */
export type RasterData = Uint8Array | Uint16Array | Float32Array;

/** A picture in memory: row-major, channels interleaved (HWC). */
export interface Raster {
  /** `width · height · channels` values. */
  readonly data: RasterData;
  /** Columns, in pixels. */
  readonly width: number;
  /** Rows, in pixels. */
  readonly height: number;
  /** 1 for grey, 3 for RGB; any count is allowed. */
  readonly channels: number;
}
