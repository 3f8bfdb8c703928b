import { DataError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { concatenate } from '../concatenate.js';
import { readExifOrientation } from '../exif.js';
import { checkDeflateRatio, inflate as inflateByPlatform } from '../inflate.js';
import { type DecodeOptions, defaultMaxPixels, type Palette, type StoredImage } from '../storedImage.js';
import { unpackSamples } from '../unpackSamples.js';
import { type PngChunk, pngChunks, pngSignature } from './chunks.js';
import { type PngHeader, readPngHeader } from './header.js';
import { unfilter } from './unfilter.js';

/** The passes of Adam7: first column and row, and the steps between columns and rows. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The rows that are compressed one after the other: the whole picture, or one pass of an interlaced one. */
interface Pass {
  readonly left: number;
  readonly top: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly columns: number;
  readonly rows: number;
  readonly rowBytes: number;
}

/**
 * Decodes a PNG file to exactly what it stores: palette indices and samples of 1, 2, 4, 8 or 16 bits, untouched by
 * gamma, profiles or alpha. Checksums are checked, and nothing is allocated for more than `maxPixels`.
 *
 * @throws DataError for whatever is no whole, undamaged PNG file.
 * @see PNG specification, third edition (W3C, 2025)
 * @example
 * ```ts
 * import { decodePng, encodePng } from 'segkit';
 *
 * const mask = { data: Uint8Array.of(0, 1, 2, 255), width: 2, height: 2 };
 * const stored = await decodePng(await encodePng(mask));
 * console.log(stored.bitDepth, stored.data); // 8, 0 1 2 255
 * ```
 */
export async function decodePng(bytes: Uint8Array, options: DecodeOptions = {}): Promise<StoredImage> {
  checkOptionNames('decodePng', options, ['maxPixels', 'inflate']);
  const { maxPixels = defaultMaxPixels, inflate = inflateByPlatform } = options;
  if (!pngSignature.every((byte, i) => bytes[i] === byte)) throw new DataError('this is no PNG file.');

  const { header, compressed, palette, transparent, orientation } = collect(bytes, maxPixels);
  const { width, height, channels, bitDepth } = header;
  const passes = passesOf(header);
  const size = passes.reduce((sum, { rows, rowBytes }) => sum + rows * (1 + rowBytes), 0);
  checkDeflateRatio(compressed.length, size);
  const data = unfilterPasses(await inflate(compressed, size), header, passes);
  return {
    format: 'png',
    width,
    height,
    channels,
    bitDepth,
    data,
    ...(palette && { palette }),
    ...(transparent && { transparent }),
    orientation,
  };
}

/** What the chunks say; the compressed data in one piece. */
interface Collected extends Pick<StoredImage, 'palette' | 'transparent' | 'orientation'> {
  readonly header: PngHeader;
  readonly compressed: Uint8Array;
}

function collect(bytes: Uint8Array, maxPixels: number): Collected {
  let header: PngHeader | undefined;
  let colors: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  let orientation: StoredImage['orientation'] = 1;
  const pieces: Uint8Array[] = [];
  let last = '';
  for (const { type, data } of pngChunks(bytes)) {
    if ((type === 'IHDR') !== (header === undefined)) throw misplaced(type);
    if (type === 'IHDR') header = readPngHeader(data, maxPixels);
    else if (type === 'PLTE') colors = readColors({ type, data }, header!, colors !== undefined || pieces.length > 0);
    else if (type === 'tRNS') transparency = data;
    else if (type === 'eXIf') orientation = readExifOrientation(data);
    else if (type === 'IDAT') {
      if (pieces.length > 0 && last !== 'IDAT') throw misplaced(type);
      pieces.push(data);
    } else if (type !== 'IEND' && (type.charCodeAt(0) & 32) === 0) {
      throw new DataError(`the PNG file needs its ${type} chunk to be understood, which is not known.`);
    }
    last = type;
  }
  if (pieces.length === 0) throw new DataError('the PNG file has no picture data.');
  const compressed = concatenate(pieces);
  if (!header!.isPalette)
    return { header: header!, compressed, transparent: keyOf(header!, transparency), orientation };
  if (!colors) throw new DataError('the PNG file has palette indices, but no palette.');
  const palette: Palette = { colors, alpha: transparency ?? new Uint8Array(0) };
  if (palette.alpha.length * 3 > colors.length) throw new DataError('the PNG palette has fewer colours than alphas.');
  return { header: header!, compressed, palette, orientation };
}

const misplaced = (type: string): DataError => new DataError(`the PNG file has its ${type} chunk in the wrong place.`);

function readColors({ type, data }: PngChunk, header: PngHeader, isLate: boolean): Uint8Array {
  if (isLate) throw misplaced(type);
  const most = header.isPalette ? 2 ** header.bitDepth : 256;
  if (data.length > 0 && data.length % 3 === 0 && data.length <= 3 * most) return data;
  throw new DataError(`the PNG palette has ${data.length} bytes: it must have 3 for each of 1 to ${most} colours.`);
}

/** The transparent sample or colour, one 16-bit number for each channel. */
function keyOf({ channels }: PngHeader, data: Uint8Array | undefined): readonly number[] | undefined {
  if (!data || channels % 2 === 0) return undefined; // pictures with alpha have no use for it
  if (data.length === 2 * channels)
    return Array.from({ length: channels }, (_, c) => (data[2 * c] << 8) | data[2 * c + 1]);
  throw new DataError(`the PNG file names its transparent colour in ${data.length} bytes instead of ${2 * channels}.`);
}

function passesOf({ width, height, channels, bitDepth, isInterlaced }: PngHeader): Pass[] {
  const grids = isInterlaced ? adam7 : ([[0, 0, 1, 1]] as const);
  return grids
    .map(([left, top, stepX, stepY]) => {
      const columns = Math.ceil((width - left) / stepX);
      const rows = Math.ceil((height - top) / stepY);
      return { left, top, stepX, stepY, columns, rows, rowBytes: Math.ceil((columns * channels * bitDepth) / 8) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
}

function unfilterPasses(filtered: Uint8Array, header: PngHeader, passes: readonly Pass[]): Uint8Array | Uint16Array {
  const { width, height, channels, bitDepth, isInterlaced } = header;
  const stride = Math.max(1, (channels * bitDepth) / 8);
  const samplesOf = ({ columns, rows, rowBytes }: Pass, start: number): Uint8Array | Uint16Array => {
    const bytes = unfilter(filtered.subarray(start), rowBytes, rows, stride);
    return unpackSamples(bytes, columns * channels, rows, bitDepth);
  };
  if (!isInterlaced) return samplesOf(passes[0], 0);

  const length = width * height * channels;
  const data = bitDepth === 16 ? new Uint16Array(length) : new Uint8Array(length);
  let start = 0;
  for (const pass of passes) {
    const samples = samplesOf(pass, start);
    start += pass.rows * (1 + pass.rowBytes);
    for (let y = 0, i = 0; y < pass.rows; y++) {
      let target = ((pass.top + y * pass.stepY) * width + pass.left) * channels;
      for (let x = 0; x < pass.columns; x++, target += pass.stepX * channels) {
        for (let c = 0; c < channels; c++) data[target + c] = samples[i++];
      }
    }
  }
  return data;
}
