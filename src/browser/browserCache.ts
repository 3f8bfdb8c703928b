import { BackendError } from '../core/errors.js';
import { blobSource, type Download, type FileCache, memoryDownload } from '../weights/fetch/fileCache.js';

/** The header that a kept file has its validator in. */
const validatorHeader = 'x-segkit-validator';

/**
 * A cache of the browser (Cache API) that keeps downloaded files, for `fetchFile` and `modelUrl` of `segkit`. What
 * was interrupted is kept too, and gone on with.
 *
 * @param name - that of the cache, `segkit` by default
 * @throws BackendError where there is no such cache: in pages that are not served by https or from localhost.
 *
 * @example
 * ```ts
 * import { fetchFile } from 'segkit';
 * import { browserCache } from 'segkit/browser';
 *
 * if (typeof caches !== 'undefined' && typeof location !== 'undefined') {
 *   const file = await fetchFile('unet.safetensors', { cache: browserCache() });
 *   console.log(file.from, file.size);
 * }
 * ```
 */
export function browserCache(name = 'segkit'): FileCache {
  if (typeof caches === 'undefined') {
    throw new BackendError('browserCache: there is no Cache API here. Serve the page by https, or from localhost.');
  }
  return {
    name: `cache "${name}"`,
    find: async (url) => {
      const kept = await read(name, url);
      return kept && { source: blobSource(url, kept.bytes), validator: kept.validator };
    },
    begin: async (url) => {
      const part = await read(name, partOf(url));
      const before = part?.validator === undefined ? undefined : { bytes: part.bytes, validator: part.validator };
      return keep(name, url, memoryDownload(url, before));
    },
  };
}

/** The address that the beginning of a file is kept under, which no server has. */
function partOf(url: string): string {
  const part = new URL(url);
  part.searchParams.set('segkit-part', '1');
  return part.href;
}

interface Kept {
  readonly bytes: Blob;
  readonly validator: string | undefined;
}

async function read(name: string, url: string): Promise<Kept | undefined> {
  const response = await (await caches.open(name)).match(url);
  return response && { bytes: await response.blob(), validator: response.headers.get(validatorHeader) ?? undefined };
}

async function write(name: string, url: string, download: Download): Promise<Blob> {
  const source = await download.source();
  const blob = new Blob([(await source.read(0, source.size)) as BlobPart]);
  const headers = new Headers();
  if (download.validator !== undefined) headers.set(validatorHeader, download.validator);
  await (await caches.open(name)).put(url, new Response(blob, { headers }));
  return blob;
}

/** A download in memory that is put into the cache when it is whole, or interrupted. */
function keep(name: string, url: string, download: Download): Download {
  const forgetPart = async (): Promise<void> => {
    await (await caches.open(name)).delete(partOf(url));
  };
  return {
    get size() {
      return download.size;
    },
    get validator() {
      return download.validator;
    },
    restart: (validator) => download.restart(validator),
    append: (bytes) => download.append(bytes),
    source: () => download.source(),
    finish: async () => {
      const blob = await write(name, url, download);
      await forgetPart();
      return blobSource(url, blob);
    },
    leave: async () => {
      if (download.size > 0 && download.validator !== undefined) await write(name, partOf(url), download);
    },
    discard: async () => {
      await download.discard();
      await forgetPart();
    },
  };
}
