/** The file formats that segkit knows by their first bytes. */
export type ImageFormat = 'png' | 'gif' | 'bmp' | 'tiff' | 'jpeg' | 'webp';

/** How a picture is to be turned or flipped before it is upright, as EXIF numbers it. */
export type ExifOrientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** The colours that the samples of a palette file stand for. */
export interface Palette {
  /** Red, green and blue of each entry, 8 bits. */
  readonly colors: Uint8Array;
  /** Alpha of the first entries, 8 bits; entries beyond it are opaque. */
  readonly alpha: Uint8Array;
}

/** What a picture file stores, before anything is looked up, scaled, dropped or turned. */
export interface StoredImage {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  /** 1 grey or palette index, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;
  /** Bits of one sample: 1, 2, 4, 8, 16 or 32. */
  readonly bitDepth: number;
  /** `height · width · channels` samples as stored: 0 … 2^bitDepth − 1, or float32. */
  readonly data: Uint8Array | Uint16Array | Int32Array | Float32Array;
  /** Present where samples are palette indices. */
  readonly palette?: Palette;
  /** The values that samples have, where the decoder comes by them anyway. */
  readonly values?: readonly number[];
  /** The one sample, or colour, that is transparent. */
  readonly transparent?: readonly number[];
  readonly orientation: ExifOrientation;
}

/** Options of the decoders. */
export interface DecodeOptions {
  /** The largest width · height that is read, against decompression bombs (default 2^28, 16384×16384). */
  readonly maxPixels?: number;
  /** Decompresses zlib data (default: the platform's `DecompressionStream`). */
  readonly inflate?: Inflate;
}

/**
 * Decompresses zlib data to exactly `size` bytes. It rejects data that is corrupt, has a wrong checksum, or holds fewer
 * or more bytes, and stops reading there.
 */
export type Inflate = (data: Uint8Array, size: number) => Promise<Uint8Array>;

/** The default of `maxPixels`: 16384×16384. */
export const defaultMaxPixels = 2 ** 28;
