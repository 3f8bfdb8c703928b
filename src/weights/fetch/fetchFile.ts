import { OptionError, WeightsError } from '../../core/errors.js';
import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { ByteSource } from '../byteSource.js';
import { checkSha256, sha256Of } from './checkSum.js';
import { type CachedFile, type Download, type FileCache, memoryDownload } from './fileCache.js';
import { ConnectionError, changedHeaders, type FetchProgress, rangeHeaders, readResponse } from './readResponse.js';

/** Options of {@link fetchFile} that hold for several files, as those of a model. */
export interface FetchOptions {
  /** Where the file is kept, so that it is downloaded once; nowhere by default. */
  readonly cache?: FileCache;
  /** Stops the download; what has come is kept in the cache. */
  readonly signal?: AbortSignal;
  /** Called at the beginning, and whenever bytes have come. */
  readonly onProgress?: (progress: FetchProgress) => void;
  /** How often a connection that is cut is taken up again; 3 by default. */
  readonly retries?: number;
  /**
   * Called when the server cannot be reached and a file of the cache is used that may be out of date; by default that is
   * printed as a warning.
   */
  readonly onOffline?: (message: string) => void;
}

/** Options of {@link fetchFile}. */
export interface FetchFileOptions extends FetchOptions {
  /** The SHA-256 that the file must have, as 64 hexadecimal digits. A file of the cache that has it is used unasked. */
  readonly sha256?: string;
}

/** A file that was fetched. */
export interface FetchedFile extends ByteSource {
  /** Whether it was downloaded now, or was in the cache. */
  readonly from: 'network' | 'cache';
}

/** Names of {@link FetchOptions}. */
export const fetchOptionNames: readonly string[] = ['cache', 'signal', 'onProgress', 'retries', 'onOffline'];

/**
 * Fetches a file, such as the weights of a model, by `fetch`: a connection that is cut is taken up again where it was (by
 * `Range`, if the server can), the checksum is verified, and a cache keeps the file for the next time.
 *
 * A file of the cache is used without a word to the server if `sha256` is given and right; otherwise the server is asked
 * whether it has changed. If the server cannot be reached it is used too, and {@link FetchOptions.onOffline} is told.
 *
 * @throws WeightsError if the server has no such file, sends a page instead, cannot be reached, or if the checksum is
 *   another.
 * @throws the reason of the signal, if that stops it.
 *
 * @example
 * ```ts
 * import { fetchFile, readSafetensors } from 'segkit';
 * import { cacheFolder } from 'segkit/node';
 *
 * const url = process.env.SEGKIT_EXAMPLE_WEIGHTS; // such as 'https://example.org/unet.safetensors'
 * if (url) {
 *   const file = await fetchFile(url, { cache: cacheFolder(), onProgress: ({ loaded }) => console.log(loaded) });
 *   console.log((await readSafetensors(file)).tensors.size);
 * }
 * ```
 */
export async function fetchFile(url: string | URL, options: FetchFileOptions = {}): Promise<FetchedFile> {
  checkOptionNames('fetchFile', options, [...fetchOptionNames, 'sha256']);
  checkNumber('fetchFile', 'retries', options.retries ?? 3, { min: 0, integer: true });
  const address = absolute(url);
  const sha256 = options.sha256 === undefined ? undefined : checkSha256('fetchFile', options.sha256);
  const cached = await findRight(address, options.cache, sha256);
  if (cached && (sha256 !== undefined || cached.validator === undefined))
    return fetched(address, cached.source, 'cache');
  const download = (await options.cache?.begin(address)) ?? memoryDownload(address);
  try {
    const isChanged = await downloadAll(address, download, cached, options);
    if (!isChanged) return fetched(address, (cached as CachedFile).source, 'cache');
    await checkContent(address, download, sha256);
    return fetched(address, await download.finish(), 'network');
  } catch (error) {
    await download.leave();
    if (!(error instanceof ConnectionError)) throw error;
    return useOffline(address, cached, error, options.onOffline);
  }
}

/** A file by the name of its URL, wherever it is kept. */
const fetched = (url: string, { size, read }: ByteSource, from: FetchedFile['from']): FetchedFile => ({
  name: url,
  size,
  read,
  from,
});

/** The address as a URL with a host; in a page it may be relative. */
function absolute(url: string | URL): string {
  try {
    return new URL(url, typeof location === 'undefined' ? undefined : location.href).href;
  } catch {
    const cure = 'Give a URL such as https://example.org/model.safetensors; for a path see fileSource of segkit/node.';
    throw new OptionError(`fetchFile: ${JSON.stringify(url)} is no URL. ${cure}`, { option: 'url', value: url });
  }
}

/** The file of the cache, unless its checksum is wrong. */
async function findRight(
  url: string,
  cache: FileCache | undefined,
  sha256: string | undefined,
): Promise<CachedFile | undefined> {
  const cached = await cache?.find(url);
  if (!cached || sha256 === undefined) return cached;
  return (await sha256Of('fetchFile', cached.source)) === sha256 ? cached : undefined;
}

/** Downloads the file, in several tries if need be; `false` if that of the cache is still the same. */
async function downloadAll(
  url: string,
  download: Download,
  cached: CachedFile | undefined,
  { signal, onProgress, retries = 3 }: FetchFileOptions,
): Promise<boolean> {
  for (let failures = 0; ; failures++) {
    try {
      const response = await ask(url, { ...rangeHeaders(download), ...changedHeaders(cached?.validator) }, signal);
      if (response.status === 304 && cached) {
        await download.discard();
        return false;
      }
      if (response.status === 416) {
        // What is there is not a beginning of what the server has now.
        await download.restart(undefined);
        throw new ConnectionError('the server no longer has the part that was asked for');
      }
      await readResponse(url, response, download, onProgress);
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof ConnectionError) || failures >= retries) throw error;
      await pause(200 * 2 ** failures, signal);
    }
  }
}

async function ask(url: string, headers: Record<string, string>, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(url, { headers, ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    const { message, cause } = error as Error;
    const reason = cause instanceof Error && cause.message ? cause.message : message;
    throw new ConnectionError(`the server cannot be reached (${reason})`, { cause: error });
  }
}

/** Waits a little, but not after the signal. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}

async function checkContent(url: string, download: Download, sha256: string | undefined): Promise<void> {
  if (sha256 === undefined) return;
  const found = await sha256Of('fetchFile', await download.source());
  if (found === sha256) return;
  await download.discard();
  throw new WeightsError(
    `fetchFile: ${url}: its SHA-256 is ${found}, and should be ${sha256}. It is damaged or another file; it was not kept.`,
    { file: url },
  );
}

/** The file of the cache, with a word about it, when there is no connection. */
function useOffline(
  url: string,
  cached: CachedFile | undefined,
  error: ConnectionError,
  onOffline: (message: string) => void = console.warn,
): FetchedFile {
  if (!cached) {
    const message = `fetchFile: ${url}: ${error.message}. Check the connection; what has come is kept where there is a cache.`;
    throw new WeightsError(message, { file: url, cause: error });
  }
  onOffline(`fetchFile: ${url}: ${error.message}. The file of the cache is used, which may be out of date.`);
  return fetched(url, cached.source, 'cache');
}
