import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserCache } from '../../src/browser/browserCache.js';
import { fetchFile } from '../../src/weights/fetch/fetchFile.js';

const url = 'https://example.org/weights.bin?a=1';
const content = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

/** What a browser has as `caches`: answers by their address. */
function fakeCaches(): { open(name: string): Promise<unknown>; readonly kept: Map<string, Response> } {
  const kept = new Map<string, Response>();
  return {
    kept,
    open: async () => ({
      match: async (key: string) => kept.get(key)?.clone(),
      put: async (key: string, response: Response) => void kept.set(key, response),
      delete: async (key: string) => kept.delete(key),
    }),
  };
}

describe('browserCache', () => {
  let there: ReturnType<typeof fakeCaches>;
  beforeEach(() => {
    there = fakeCaches();
    vi.stubGlobal('caches', there);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const answer = (bytes: Uint8Array, init: ResponseInit = {}) => new Response(bytes as BodyInit, init);
  const headers = { etag: '"v1"', 'content-length': '1000' };

  it('keeps files, and what was interrupted', async () => {
    // The body is shorter than the server says: the connection was cut.
    const asked: Record<string, string>[] = [];
    const answers = [
      answer(content.subarray(0, 400), { headers }),
      answer(content.subarray(400), {
        status: 206,
        headers: { etag: '"v1"', 'content-range': 'bytes 400-999/1000' },
      }),
      new Response(null, { status: 304 }),
    ];
    vi.stubGlobal('fetch', async (_: string, options: { headers: Record<string, string> }) => {
      asked.push(options.headers);
      return answers.shift();
    });
    await expect(fetchFile(url, { cache: browserCache(), retries: 0 })).rejects.toThrow(
      'ended after 400 of 1000 bytes',
    );
    expect([...there.kept.keys()]).toEqual([`${url}&segkit-part=1`]);
    const file = await fetchFile(url, { cache: browserCache() });
    expect(asked[1]).toEqual({ Range: 'bytes=400-', 'If-Range': '"v1"' });
    expect(await file.read(0, file.size)).toEqual(content);
    expect([...there.kept.keys()]).toEqual([url]);
    const again = await fetchFile(url, { cache: browserCache() });
    expect(asked[2]).toEqual({ 'If-None-Match': '"v1"' });
    expect([again.from, await again.read(10, 12)]).toEqual(['cache', content.slice(10, 12)]);
  });

  it('keeps nothing of a file with another checksum', async () => {
    vi.stubGlobal('fetch', async () => answer(content, { headers }));
    const sha256 = 'a'.repeat(64);
    await expect(fetchFile(url, { cache: browserCache(), sha256 })).rejects.toThrow('it was not kept');
    expect(there.kept.size).toBe(0);
  });

  it('says where there is no Cache API', () => {
    vi.stubGlobal('caches', undefined);
    expect(() => browserCache()).toThrow('Serve the page by https, or from localhost.');
  });
});
