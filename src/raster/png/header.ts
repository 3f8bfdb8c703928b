import { DataError } from '../../core/errors.js';
import { checkPixels } from '../checkPixels.js';

/** What the first chunk of a PNG file says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly channels: number;
  readonly isPalette: boolean;
  readonly isInterlaced: boolean;
}

/** Channels and allowed bit depths of each colour type. */
const colorTypes: Readonly<Record<number, { channels: number; depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** Reads and checks the `IHDR` chunk. */
export function readPngHeader(data: Uint8Array, maxPixels: number): PngHeader {
  if (data.length !== 13) throw new DataError(`the PNG header has ${data.length} bytes instead of 13.`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const [bitDepth, colorType, compression, filter, interlace] = data.subarray(8);
  const color = colorTypes[colorType];
  if (!color?.depths.includes(bitDepth)) {
    throw new DataError(`the PNG header has colour type ${colorType} with ${bitDepth} bits, which does not exist.`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw new DataError(
      `the PNG header has compression ${compression}, filter ${filter}, interlace ${interlace}; known are 0, 0 and 0 or 1.`,
    );
  }
  checkPixels('PNG', width, height, maxPixels);
  return {
    width,
    height,
    bitDepth,
    channels: color.channels,
    isPalette: colorType === 3,
    isInterlaced: interlace === 1,
  };
}
