import { DataError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { checkPixels } from '../checkPixels.js';
import { concatenate } from '../concatenate.js';
import { type DecodeOptions, defaultMaxPixels, type Palette, type StoredImage } from '../storedImage.js';
import { checkLzwRatio, decodeLzw } from './lzw.js';

/** Where a frame lies on the screen, and how its rows are ordered. */
interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly isInterlaced: boolean;
}

/** First row and step of the four passes of an interlaced frame. */
const interlacing = [
  [0, 8],
  [4, 8],
  [2, 4],
  [1, 2],
] as const;

const extensionBlock = 0x21;
const imageBlock = 0x2c;
const trailerBlock = 0x3b;
const graphicControl = 0xf9;

/**
 * Decodes the first frame of a GIF file to exactly what it stores: palette indices. Pixels of the screen that the frame
 * does not cover have the background's index.
 *
 * @throws DataError for whatever is no whole, undamaged first frame of a GIF file.
 * @see Graphics Interchange Format, version 89a (CompuServe, 1990)
 * @example
 * ```ts
 * import { decodeGif, storedToLabels } from 'segkit';
 *
 * const onePixel = Uint8Array.from(atob('R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs='), (c) => c.charCodeAt(0));
 * console.log(storedToLabels(decodeGif(onePixel)).data); // 0, which is white in this file
 * ```
 */
export function decodeGif(bytes: Uint8Array, options: Pick<DecodeOptions, 'maxPixels'> = {}): StoredImage {
  checkOptionNames('decodeGif', options, ['maxPixels']);
  const { maxPixels = defaultMaxPixels } = options;
  if (!/^GIF8[79]a$/.test(String.fromCharCode(...bytes.subarray(0, 6)))) throw new DataError('this is no GIF file.');
  const take = reader(bytes);
  take(6);
  const screen = take(7);
  const globalColors = screen[4] & 128 ? take(3 << ((screen[4] & 7) + 1)) : undefined;
  let transparentIndex: number | undefined;

  for (;;) {
    const [block] = take(1);
    if (block === trailerBlock) throw new DataError('the GIF file has no picture in it.');
    if (block === extensionBlock) {
      const [label] = take(1);
      const [content = new Uint8Array(0)] = takeSubBlocks(take);
      if (label === graphicControl && content.length >= 4) transparentIndex = content[0] & 1 ? content[3] : undefined;
      continue;
    }
    if (block !== imageBlock) throw new DataError(`the GIF file has a block of kind ${block}, which does not exist.`);
    const descriptor = take(9);
    const frame: Frame = {
      left: uint16(descriptor, 0),
      top: uint16(descriptor, 2),
      width: uint16(descriptor, 4),
      height: uint16(descriptor, 6),
      isInterlaced: (descriptor[8] & 64) !== 0,
    };
    const colors = descriptor[8] & 128 ? take(3 << ((descriptor[8] & 7) + 1)) : globalColors;
    if (!colors) throw new DataError('the GIF file has no palette.');
    const width = Math.max(uint16(screen, 0), frame.left + frame.width);
    const height = Math.max(uint16(screen, 2), frame.top + frame.height);
    checkPixels('GIF', frame.width, frame.height, maxPixels);
    checkPixels('GIF', width, height, maxPixels);
    const isWhole = frame.width === width && frame.height === height;
    if (!isWhole && colors !== globalColors) {
      throw new DataError('the GIF frame leaves a part of the screen free whose colour its own palette does not have.');
    }
    const { pixels, values } = decodeFrame(take, frame);
    const data = isWhole ? pixels : onScreen(pixels, frame, width, height, screen[5]);
    const known = isWhole ? { values } : {};
    const palette: Palette = { colors, alpha: alphaOf(transparentIndex, colors.length / 3) };
    return { format: 'gif', width, height, channels: 1, bitDepth: 8, data, ...known, palette, orientation: 1 };
  }
}

type Take = (length: number) => Uint8Array;

/** Gives the next bytes, and an error where the file has no more. */
function reader(bytes: Uint8Array): Take {
  let position = 0;
  return (length) => {
    if (position + length > bytes.length) throw new DataError('the GIF file is cut off.');
    position += length;
    return bytes.subarray(position - length, position);
  };
}

function takeSubBlocks(take: Take): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (;;) {
    const [length] = take(1);
    if (length === 0) return blocks;
    blocks.push(take(length));
  }
}

const uint16 = (bytes: Uint8Array, i: number): number => bytes[i] | (bytes[i + 1] << 8);

function alphaOf(transparentIndex: number | undefined, colors: number): Uint8Array {
  if (transparentIndex === undefined || transparentIndex >= colors) return new Uint8Array(0);
  const alpha = new Uint8Array(transparentIndex + 1).fill(255);
  alpha[transparentIndex] = 0;
  return alpha;
}

function decodeFrame(take: Take, { width, height, isInterlaced }: Frame): { pixels: Uint8Array; values: number[] } {
  const [rootBits] = take(1);
  if (rootBits < 1 || rootBits > 8) throw new DataError(`the GIF data has ${rootBits} bits a pixel: it is damaged.`);
  const codes = concatenate(takeSubBlocks(take));
  checkLzwRatio(codes.length, width * height);
  const decoded = decodeLzw(codes, rootBits, width * height);
  if (!isInterlaced) return decoded;

  const output = new Uint8Array(decoded.pixels.length);
  let row = 0;
  for (const [first, step] of interlacing) {
    for (let y = first; y < height; y += step, row++) {
      output.set(decoded.pixels.subarray(row * width, (row + 1) * width), y * width);
    }
  }
  return { pixels: output, values: decoded.values };
}

function onScreen(pixels: Uint8Array, frame: Frame, width: number, height: number, background: number): Uint8Array {
  const output = new Uint8Array(width * height).fill(background);
  for (let y = 0; y < frame.height; y++) {
    const row = pixels.subarray(y * frame.width, (y + 1) * frame.width);
    output.set(row, (frame.top + y) * width + frame.left);
  }
  return output;
}
