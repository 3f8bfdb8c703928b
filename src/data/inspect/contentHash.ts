import { OptionError } from '../../core/errors.js';
import type { PixelGrid } from '../../raster/pixelGrid.js';

/** SHA-256 of size, type and pixels: what is the same gets the same, and nothing else does. */
export async function contentHash(grid: PixelGrid): Promise<string> {
  const { data, width, height } = grid;
  const channels = 'channels' in grid ? grid.channels : 1;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  // The digest takes no memory that threads share.
  const own = bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', own));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${width}×${height}×${channels} ${data.constructor.name} ${hex}`;
}

/** Refuses to look for duplicates where the platform cannot hash: pages that are not served by HTTPS or localhost. */
export function checkHashing(): void {
  if (typeof crypto !== 'undefined' && crypto.subtle) return;
  throw new OptionError(
    'inspect: this page has no crypto.subtle, which finds duplicates. Serve it by HTTPS, or leave them out: ' +
      'duplicates: false.',
    { option: 'duplicates', value: true },
  );
}
