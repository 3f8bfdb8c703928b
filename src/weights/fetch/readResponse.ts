import { WeightsError } from '../../core/errors.js';
import type { Download } from './fileCache.js';

/** How far a download has come. */
export interface FetchProgress {
  readonly url: string;
  /** Bytes that are there, those of an earlier try included. */
  readonly loaded: number;
  /** Bytes in all; `undefined` where the server does not say. */
  readonly total: number | undefined;
}

/** A connection that was cut, or not made: to be tried again. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

/** What a server tells a file by: a strong ETag, or the date of its last change. */
export function validatorOf({ headers }: Response): string | undefined {
  const etag = headers.get('etag');
  if (etag && !etag.startsWith('W/')) return etag;
  return headers.get('last-modified') ?? undefined;
}

/** The headers that ask for what comes after the bytes that are there, if the file is still the same. */
export function rangeHeaders({ size, validator }: Download): Record<string, string> {
  return size > 0 && validator !== undefined ? { Range: `bytes=${size}-`, 'If-Range': validator } : {};
}

/** The headers that ask for a file only if it has changed. */
export function changedHeaders(validator: string | undefined): Record<string, string> {
  if (validator === undefined) return {};
  return validator.startsWith('"') ? { 'If-None-Match': validator } : { 'If-Modified-Since': validator };
}

/**
 * Adds the body of an answer to a download, from its beginning or where it was interrupted.
 *
 * @throws ConnectionError if the body is cut off, WeightsError for an answer that is no file.
 */
export async function readResponse(
  url: string,
  response: Response,
  download: Download,
  onProgress: ((progress: FetchProgress) => void) | undefined,
): Promise<void> {
  checkAnswer(url, response);
  const isPart = response.status === 206;
  const part = isPart ? contentRange(response) : undefined;
  // A part of what is compressed on the way is none of the file.
  if (isPart && (part?.start !== download.size || response.headers.has('content-encoding'))) {
    await response.body?.cancel();
    await download.restart(undefined);
    throw new ConnectionError('the server sent another part than the one that was asked for');
  }
  if (!part) await download.restart(validatorOf(response));
  const total = part ? part.total : contentLength(response);
  onProgress?.({ url, loaded: download.size, total });
  await readBody(response, async (bytes) => {
    await download.append(bytes);
    onProgress?.({ url, loaded: download.size, total });
  });
  if (total === undefined || download.size === total) return;
  if (download.size < total) throw new ConnectionError(`the body ended after ${download.size} of ${total} bytes`);
  throw new WeightsError(`fetchFile: ${url}: ${download.size} bytes came, the server had said ${total}.`, {
    file: url,
  });
}

/** Refuses answers that are no file: errors, and pages instead of one. */
function checkAnswer(url: string, { status, statusText, headers, ok }: Response): void {
  const said = `${status}${statusText ? ` (${statusText})` : ''}`;
  if (status === 429 || status >= 500) throw new ConnectionError(`the server says ${said}`);
  if (!ok) {
    const cure = status === 401 || status === 403 ? 'It wants you to log in.' : 'Check the address.';
    throw new WeightsError(`fetchFile: ${url}: the server says ${said}. ${cure}`, { file: url });
  }
  const isPage = headers.get('content-type')?.startsWith('text/html') ?? false;
  if (!isPage || /\.html?$/.test(new URL(url).pathname)) return;
  throw new WeightsError(
    `fetchFile: ${url}: the server sent a page (text/html) instead of a file. Is it the address of a page about the file, or ` +
      'does it want you to log in?',
    { file: url },
  );
}

function contentRange({ headers }: Response): { start: number; total: number | undefined } | undefined {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  return match ? { start: Number(match[1]), total: match[2] === '*' ? undefined : Number(match[2]) } : undefined;
}

/** The length of the body; not that of a compressed one, whose length is another. */
function contentLength({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  return length === null || headers.has('content-encoding') ? undefined : Number(length);
}

async function readBody(response: Response, use: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        if ((error as Error)?.name === 'AbortError') throw error;
        throw new ConnectionError(`the connection was cut (${(error as Error)?.message ?? error})`);
      });
      if (done) return;
      await use(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined); // what else fails while stopping is not the news
    throw error;
  }
}
