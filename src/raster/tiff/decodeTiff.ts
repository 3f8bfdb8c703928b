import { DataError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { checkPixels } from '../checkPixels.js';
import { toOrientation } from '../exif.js';
import { inflate as inflateByPlatform } from '../inflate.js';
import { type DecodeOptions, defaultMaxPixels, type Palette, type StoredImage } from '../storedImage.js';
import { tiffDecompressor } from './compression.js';
import { cutOff, readTiffDirectory, type TiffDirectory, UnreadTiffError } from './directory.js';
import { type SampleKind, sampleKind, unpackTiffSamples } from './samples.js';

/** Tags of TIFF 6.0. */
const tag = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  sampleFormat: 339,
} as const;

/** Strips or tiles: rectangles of one size that are stored one by one. */
interface Layout {
  readonly width: number;
  readonly height: number;
  readonly across: number;
  readonly down: number;
  readonly isTiled: boolean;
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

/**
 * Decodes the first picture of a TIFF file to exactly what it stores: palette indices, whole numbers of 1 to 32 bits or
 * float32, in strips or tiles, plain, LZW, Deflate or PackBits, with any count of channels.
 *
 * @throws DataError for whatever is no whole, undamaged TIFF file, and for other kinds of TIFF (JPEG, CMYK, BigTIFF, …).
 * @see TIFF, revision 6.0 (Aldus, 1992)
 * @example
 * ```ts
 * import { decodeTiff } from 'segkit';
 *
 * await decodeTiff(Uint8Array.of(0x49, 0x49, 42, 0)).catch((error) => console.log(String(error))); // … is cut off
 * ```
 */
export async function decodeTiff(bytes: Uint8Array, options: DecodeOptions = {}): Promise<StoredImage> {
  checkOptionNames('decodeTiff', options, ['maxPixels', 'inflate']);
  const { maxPixels = defaultMaxPixels, inflate = inflateByPlatform } = options;
  const directory = readTiffDirectory(bytes);
  const width = directory.value(tag.width, 0);
  const height = directory.value(tag.height, 0);
  checkPixels('TIFF', width, height, maxPixels);
  const channels = directory.value(tag.samplesPerPixel, 1);
  const kind = sampleKind(directory.values(tag.bitsPerSample), directory.values(tag.sampleFormat), channels);
  const palette = checkPhotometric(directory, kind, channels);

  const planes = directory.value(tag.planarConfiguration, 1) === 2 ? channels : 1;
  const perPixel = channels / planes;
  const layout = layoutOf(directory, width, height, planes, bytes.length);
  const { decompress, checkTotal } = tiffDecompressor(directory.value(tag.compression, 1), inflate);
  const compressed = layout.byteCounts.reduce((sum, count) => sum + count, 0);
  checkTotal(compressed, Math.floor((width * height * channels * kind.bits) / 8));

  const data = new kind.Data(width * height * channels);
  const predictor = directory.value(tag.predictor, 1);
  if (predictor > 2 || (predictor === 2 && (kind.bits < 8 || kind.isFloat))) {
    throw new UnreadTiffError(`TIFF files with predictor ${predictor} and ${kind.bits}-bit samples are not read.`);
  }
  for (let k = 0; k < layout.offsets.length; k++) {
    const plane = Math.floor(k / (layout.across * layout.down));
    const left = (k % layout.across) * layout.width;
    const top = (Math.floor(k / layout.across) % layout.down) * layout.height;
    const rows = layout.isTiled ? layout.height : Math.min(layout.height, height - top);
    const perRow = layout.width * perPixel;
    const piece = bytes.subarray(layout.offsets[k], layout.offsets[k] + layout.byteCounts[k]);
    const size = rows * Math.ceil((perRow * kind.bits) / 8);
    checkTotal(piece.length, size);
    const packed = await decompress(piece, size);
    const samples = unpackTiffSamples(packed, perRow, rows, kind, {
      isLittle: directory.isLittle,
      differenceStride: predictor === 2 ? perPixel : 0,
    });
    place(samples, perRow, data, { left, top, width, height, channels, perPixel, plane });
  }
  const orientation = toOrientation(directory.value(tag.orientation, 1));
  return {
    format: 'tiff',
    width,
    height,
    channels,
    bitDepth: kind.bits,
    data,
    ...(palette && { palette }),
    orientation,
  };
}

/** Where the samples of one strip or tile go. */
interface Target {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly perPixel: number;
  readonly plane: number;
}

function place(samples: StoredImage['data'], perRow: number, data: StoredImage['data'], target: Target): void {
  const { left, top, width, height, channels, perPixel, plane } = target;
  const rows = Math.min(samples.length / perRow, height - top);
  const columns = Math.min(perRow / perPixel, width - left);
  for (let y = 0; y < rows; y++) {
    const start = ((top + y) * width + left) * channels;
    const row = samples.subarray(y * perRow, y * perRow + columns * perPixel);
    if (perPixel === channels) data.set(row, start);
    else for (let x = 0; x < columns; x++) data[start + x * channels + plane] = row[x];
  }
}

function layoutOf(directory: TiffDirectory, width: number, height: number, planes: number, length: number): Layout {
  const isTiled = directory.values(tag.tileWidth).length > 0;
  const pieceWidth = isTiled ? directory.value(tag.tileWidth, 0) : width;
  const pieceHeight = isTiled
    ? directory.value(tag.tileHeight, 0)
    : Math.min(height, directory.value(tag.rowsPerStrip, height));
  if (pieceWidth < 1 || pieceHeight < 1) throw new DataError('the TIFF file has strips or tiles without pixels.');
  // Tiles are whole even at the edge. Larger ones than the picture by more than this are nothing but a bomb.
  if (pieceWidth > width + 4096 || pieceHeight > height + 4096) {
    throw new DataError(`the TIFF file has tiles of ${pieceWidth}×${pieceHeight} for ${width}×${height} pixels.`);
  }
  const across = Math.ceil(width / pieceWidth);
  const down = Math.ceil(height / pieceHeight);
  const offsets = directory.values(isTiled ? tag.tileOffsets : tag.stripOffsets);
  const byteCounts = directory.values(isTiled ? tag.tileByteCounts : tag.stripByteCounts);
  const pieces = across * down * planes;
  if (offsets.length !== pieces || byteCounts.length !== pieces) {
    throw new DataError(`the TIFF file lists ${offsets.length} strips or tiles, ${pieces} are needed: it is damaged.`);
  }
  if (offsets.some((offset, k) => offset + byteCounts[k] > length)) throw cutOff();
  return { width: pieceWidth, height: pieceHeight, across, down, isTiled, offsets, byteCounts };
}

/** Refuses what is neither grey, RGB nor a palette; gives the palette, of indices or of grey with white at 0. */
function checkPhotometric(directory: TiffDirectory, kind: SampleKind, channels: number): Palette | undefined {
  const photometric = directory.value(tag.photometric, 1);
  if (directory.value(tag.fillOrder, 1) !== 1) throw new UnreadTiffError('TIFF files with reversed bits are not read.');
  const isIndexed = channels === 1 && kind.bits <= 8;
  const count = 2 ** kind.bits;
  if (photometric === 0 && isIndexed) {
    return {
      colors: Uint8Array.from({ length: 3 * count }, (_, i) => 255 - (Math.floor(i / 3) * 255) / (count - 1)),
      alpha: new Uint8Array(0),
    };
  }
  if (photometric === 3 && isIndexed) {
    const map = directory.values(tag.colorMap);
    if (map.length !== 3 * count)
      throw new DataError(`the TIFF file has a palette of ${map.length} numbers, not ${3 * count}.`);
    const colors = Uint8Array.from({ length: 3 * count }, (_, i) => map[(i % 3) * count + Math.floor(i / 3)] >> 8);
    return { colors, alpha: new Uint8Array(0) };
  }
  if (photometric === 1 || (photometric === 2 && channels >= 3)) return undefined;
  throw new UnreadTiffError(`TIFF files of photometric kind ${photometric} with ${channels} channels are not read.`);
}
