import { convertChannels } from '../../raster/convertChannels.js';
import type { LabelMap } from '../../raster/labelMap.js';
import { overlay } from '../../raster/overlay.js';
import { encodePng } from '../../raster/png/encodePng.js';
import type { Raster } from '../../raster/raster.js';
import { resize, resizeLabels, type Size } from '../../raster/resize.js';
import { toUint8 } from '../../raster/toUint8.js';
import { knownClasses } from '../countClasses.js';
import type { DatasetInfo } from '../dataset.js';
import type { Sample } from '../sample.js';

/** Pixels between a picture and its mask, and their grey level. */
const gap = { width: 4, value: 128 };

/** In thumbnails, what is ignored or no class. */
const unknown = 255;

/** The picture, and beside it the picture with its mask, as a PNG in text; the longer side is at most `side`. */
export async function thumbnail({ image, mask }: Sample, info: DatasetInfo, side: number): Promise<string> {
  const size = fitInto(image, side);
  const small = convertChannels(toUint8(resize(image, size)), 3);
  const fits = mask && mask.width === image.width && mask.height === image.height;
  const shown = fits ? sideBySide(small, overlay(small, labelsOf(mask, size, info), { ignoreIndex: unknown })) : small;
  return `data:image/png;base64,${toBase64(await encodePng(shown))}`;
}

function fitInto({ width, height }: Size, side: number): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The mask in small, in labels that all have a colour. */
function labelsOf(mask: NonNullable<Sample['mask']>, size: Size, info: DatasetInfo): LabelMap {
  const labels = resizeLabels('channels' in mask ? strongest(mask) : mask, size);
  const limit = Math.min('channels' in mask ? mask.channels + 1 : (knownClasses(info) ?? unknown), unknown);
  const data = Uint8Array.from(labels.data, (label) =>
    label === info.ignoreIndex || label < 0 || label >= limit ? unknown : label,
  );
  return { ...size, data };
}

/** The channel that is set, counted from 1; the last one of several; 0 for none. */
function strongest({ data, width, height, channels }: Raster): LabelMap {
  const labels = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) if (data[i] >= 0.5) labels[Math.floor(i / channels)] = (i % channels) + 1;
  return { data: labels, width, height };
}

function sideBySide(left: Raster, right: Raster): Raster {
  const width = left.width + gap.width + right.width;
  const data = new Uint8Array(width * left.height * 3).fill(gap.value);
  for (let y = 0; y < left.height; y++) {
    for (const [raster, x] of [[left, 0] as const, [right, left.width + gap.width] as const]) {
      const length = raster.width * 3;
      data.set(raster.data.subarray(y * length, (y + 1) * length), (y * width + x) * 3);
    }
  }
  return { data, width, height: left.height, channels: 3 };
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  // In pieces, since a call has room for so many arguments only.
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
