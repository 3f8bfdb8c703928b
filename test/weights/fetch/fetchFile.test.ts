import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OptionError, WeightsError } from '../../../src/core/errors.js';
import { unet } from '../../../src/models/unet.js';
import { cacheFolder } from '../../../src/node/cacheFolder.js';
import { modelFolder } from '../../../src/node/modelFolder.js';
import { type FetchedFile, type FetchFileOptions, fetchFile } from '../../../src/weights/fetch/fetchFile.js';
import type { FileCache } from '../../../src/weights/fetch/fileCache.js';
import { loadModel } from '../../../src/weights/loadModel.js';
import { saveModel } from '../../../src/weights/saveModel.js';
import { switchBackend } from '../../helpers/backends.js';

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251));
const sha256 = createHash('sha256').update(content).digest('hex');

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let address: string;
let folder: string;
let cache: FileCache;
/** What the server does with the next requests; the last one goes for all that follow. */
let answers: Answer[];
/** The headers of the requests so far. */
let asked: IncomingMessage['headers'][];

beforeEach(async () => {
  answers = [serve()];
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.headers);
    const answer = answers.length > 1 ? answers.shift()! : answers[0];
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/weights.safetensors`;
  folder = await mkdtemp(join(tmpdir(), 'segkit-cache-'));
  cache = cacheFolder(folder);
});

afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

const stop = (): Promise<unknown> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });

/** A server that knows ranges and validators, and cuts the connection after some bytes if asked to. */
function serve({ body = content, etag = '"v1"', cutAfter = Infinity, ranges = true } = {}): Answer {
  return ({ headers }, response) => {
    if (headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    const isPart = ranges && start > 0 && headers['if-range'] === etag;
    const rest = isPart ? body.subarray(start) : body;
    response.writeHead(isPart ? 206 : 200, {
      'content-length': rest.length,
      ...(etag && { etag }),
      ...(isPart && { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` }),
    });
    if (cutAfter >= rest.length) response.end(rest);
    else response.write(rest.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 30));
  };
}

const status = (code: number, type = 'text/plain'): Answer => {
  return (_, response) => response.writeHead(code, { 'content-type': type }).end('<html>');
};

const get = (options: FetchFileOptions = {}): Promise<FetchedFile> => fetchFile(address, options);
const bytesOf = async (file: FetchedFile): Promise<Buffer> => Buffer.from(await file.read(0, file.size));
const failure = (promise: Promise<unknown>): Promise<WeightsError> =>
  promise.then(
    () => expect.unreachable(),
    (error) => error,
  );

/** The names of the files that are kept of the URL. */
async function kept(): Promise<string[]> {
  const [place] = await readdir(folder);
  return (await readdir(join(folder, place))).sort();
}

describe('fetchFile', () => {
  it('downloads, checks and tells how far it is', async () => {
    const steps: number[] = [];
    const file = await get({
      sha256: sha256.toUpperCase(),
      onProgress: ({ url, loaded, total }) => {
        expect([url, total]).toEqual([address, content.length]);
        steps.push(loaded);
      },
    });
    expect((await bytesOf(file)).equals(content)).toBe(true);
    expect([file.from, file.name, file.size]).toEqual(['network', address, content.length]);
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(content.length);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  it('goes on where a connection was cut', async () => {
    answers = [serve({ cutAfter: 100_000 }), serve({ cutAfter: 100_000 }), serve()];
    expect((await bytesOf(await get({ sha256 }))).equals(content)).toBe(true);
    expect(asked.length).toBe(3);
    expect(asked.map(({ range }) => range === undefined)).toEqual([true, false, false]);
    expect(asked[1]['if-range']).toBe('"v1"');
  });

  it('begins again where the server cannot go on, or the file has changed', async () => {
    for (const next of [serve({ ranges: false }), serve({ etag: '"v2"' }), status(416)]) {
      answers = [serve({ cutAfter: 100_000 }), next, serve()];
      expect((await bytesOf(await get({ sha256 }))).equals(content)).toBe(true);
    }
    // Without a validator nobody knows whether the rest belongs to what is there.
    answers = [serve({ etag: '', cutAfter: 100_000 }), serve({ etag: '' })];
    asked = [];
    expect((await bytesOf(await get({ sha256 }))).equals(content)).toBe(true);
    expect(asked[1].range).toBeUndefined();
  });

  it('begins again where another part is sent than was asked for', async () => {
    const wrong: Answer = (_, response) => {
      response.writeHead(206, { 'content-range': 'bytes 5-9/300000', etag: '"v1"' }).end('hello');
    };
    answers = [serve({ cutAfter: 100_000 }), wrong, serve()];
    expect((await bytesOf(await get({ sha256 }))).equals(content)).toBe(true);
  });

  it('goes on in another call, by the cache', async () => {
    answers = [serve({ cutAfter: 200_000 })];
    const error = await failure(get({ cache, retries: 0 }));
    expect(error).toBeInstanceOf(WeightsError);
    expect(error.message).toMatch(/^fetchFile: http:.*: the connection was cut .*Check the connection/);
    expect(await kept()).toEqual([expect.stringMatching(/^part-/)]);
    answers = [serve()];
    const file = await get({ cache, sha256 });
    expect((await bytesOf(file)).equals(content)).toBe(true);
    expect(asked[1].range).toMatch(/^bytes=[1-9]\d+-$/);
    expect(await kept()).toEqual([expect.stringMatching(/^whole-/)]);
  });

  it('asks the cache before the server, and the server whether it has changed', async () => {
    expect((await get({ cache })).from).toBe('network');
    expect((await get({ cache, sha256 })).from).toBe('cache');
    expect(asked.length).toBe(1); // the checksum says it all
    expect((await get({ cache })).from).toBe('cache');
    expect(asked[1]['if-none-match']).toBe('"v1"');
    const changed = Buffer.from('another file');
    answers = [serve({ body: changed, etag: '"v2"' })];
    const file = await get({ cache });
    expect([file.from, (await bytesOf(file)).toString()]).toEqual(['network', 'another file']);
    expect((await kept()).length).toBe(1);
    expect((await get({ cache: cacheFolder(folder) })).from).toBe('cache');
  });

  it('uses the cache without a connection, and says so', async () => {
    await get({ cache });
    await stop();
    const said: string[] = [];
    const file = await get({ cache, retries: 0, onOffline: (message) => said.push(message) });
    expect((await bytesOf(file)).equals(content)).toBe(true);
    expect(said).toEqual([expect.stringMatching(/cannot be reached \(.+\)\. The file of the cache is used/)]);
    const error = await failure(get({ retries: 0 }));
    expect(error.message).toMatch(
      /^fetchFile: .*: the server cannot be reached \(.*ECONNREFUSED.*\)\. Check the connection/,
    );
  });

  it('keeps nothing that has another checksum, and replaces what has', async () => {
    answers = [serve({ body: Buffer.from('damaged') })];
    const error = await failure(get({ cache, sha256 }));
    const found = createHash('sha256').update('damaged').digest('hex');
    expect(error.message).toBe(
      `fetchFile: ${address}: its SHA-256 is ${found}, and should be ${sha256}. It is damaged or another file; it was not kept.`,
    );
    expect(await kept()).toEqual([]);
    await get({ cache });
    answers = [serve()];
    expect((await get({ cache, sha256 })).from).toBe('network');
    const [place] = await readdir(folder);
    const [whole] = await kept();
    await writeFile(join(folder, place, whole), 'damaged on the disk');
    expect((await bytesOf(await get({ cache, sha256 }))).equals(content)).toBe(true);
  });

  it('says what a server sends instead of a file', async () => {
    const refused: [Answer, RegExp][] = [
      [status(404), /the server says 404 \(Not Found\)\. Check the address\.$/],
      [status(403), /the server says 403 \(Forbidden\)\. It wants you to log in\.$/],
      [status(200, 'text/html; charset=utf-8'), /sent a page \(text\/html\) instead of a file/],
    ];
    for (const [answer, message] of refused) {
      asked = [];
      answers = [answer];
      const error = await failure(get({ cache }));
      expect(error).toBeInstanceOf(WeightsError);
      expect(error.message).toMatch(message);
      expect(error.file).toBe(address);
      expect(asked.length).toBe(1); // it is not asked again
    }
    answers = [status(503), serve()];
    expect((await get()).size).toBe(content.length); // that may pass
    answers = [status(503)];
    expect((await failure(get({ retries: 1 }))).message).toContain('the server says 503 (Service Unavailable)');
  });

  it('stops by a signal, and keeps what has come', async () => {
    const controller = new AbortController();
    answers = [
      (_, response) =>
        response.writeHead(200, { etag: '"v1"', 'content-length': 300_000 }).write(content.subarray(0, 1000)),
    ];
    const stopped = failure(
      get({ cache, signal: controller.signal, onProgress: ({ loaded }) => loaded > 0 && controller.abort() }),
    );
    expect((await stopped).name).toBe('AbortError');
    expect(await kept()).toEqual([expect.stringMatching(/^part-/)]);
    const before = AbortSignal.abort(new Error('not today'));
    expect((await failure(get({ signal: before }))).message).toBe('not today');
  });

  it('is safe for several at a time', async () => {
    answers = [serve({ cutAfter: 150_000 })];
    await failure(get({ cache, retries: 0 }));
    answers = [serve()];
    const files = await Promise.all(Array.from({ length: 6 }, () => get({ cache: cacheFolder(folder) })));
    for (const file of files) expect((await bytesOf(file)).equals(content)).toBe(true);
    expect(asked.filter(({ range }) => range !== undefined).length).toBe(1); // one goes on, the others begin
    expect((await kept()).length).toBe(1);
  });

  it('takes over what a process left that is no more, and not what is being written', async () => {
    const beginning = await cache.begin(address);
    await beginning.restart('"v1"');
    await beginning.append(content.subarray(0, 5000));
    await get({ cache });
    expect(asked[0].range).toBeUndefined();
    await rm(join(folder, (await readdir(folder))[0]), { recursive: true });
    const left = await cache.begin(address);
    await left.restart('"v1"');
    await left.append(content.subarray(0, 5000));
    const [place] = await readdir(folder);
    const [part] = await kept();
    await utimes(join(folder, place, part), new Date(0), new Date(0));
    expect((await bytesOf(await get({ cache }))).equals(content)).toBe(true);
    expect(asked[1].range).toBe('bytes=5000-');
    await Promise.all([beginning.leave(), left.leave()]);
  });

  it('refuses options that cannot be', async () => {
    await expect(fetchFile('model.safetensors')).rejects.toThrow(
      'fetchFile: "model.safetensors" is no URL. Give a URL such as',
    );
    await expect(get({ sha256: 'abc' })).rejects.toThrow('sha256 is "abc". It must be 64 hexadecimal digits.');
    await expect(get({ retries: -1 })).rejects.toThrow(OptionError);
    await expect(get({ sha: 'x' } as never)).rejects.toThrow('unknown option "sha"');
  });
});

describe('loadModel of a URL', () => {
  beforeAll(() => switchBackend('cpu'));

  it('fetches model.json and its weights, by the cache', async () => {
    const model = unet({ inputShape: [16, 16, 3], depth: 1, filters: 2, seed: 1 });
    const saved = await mkdtemp(join(tmpdir(), 'segkit-model-'));
    await saveModel(model, modelFolder(saved));
    answers = [
      async ({ url, headers }, response) => {
        const body = await readFile(join(saved, new URL(url!, address).pathname)).catch(() => undefined);
        const etag = `"${body?.length}"`;
        if (headers['if-none-match'] === etag) response.writeHead(304).end();
        else if (!body || !url!.endsWith('?key=1')) response.writeHead(404).end();
        else response.writeHead(200, { etag }).end(body);
      },
    ];
    const url = new URL('/model.json?key=1', address).href;
    const loaded = await loadModel(url, { cache });
    expect(loaded.getWeights().map((weight) => [...weight.dataSync()])).toEqual(
      model.getWeights().map((weight) => [...weight.dataSync()]),
    );
    await stop();
    const offline: string[] = [];
    const again = await loadModel(url, { cache, retries: 0, onOffline: (message) => offline.push(message) });
    expect(again.countParams()).toBe(model.countParams());
    expect(offline.length).toBe(2);
    await expect(loadModel(modelFolder(saved), { cache })).rejects.toThrow('unknown option "cache"');
    for (const each of [model, loaded, again]) each.dispose();
    await rm(saved, { recursive: true });
  });

  it('refuses what is no model, and weights of another host', async () => {
    const url = new URL('/model.json', address).href;
    answers = [serve({ body: Buffer.from('{"a": 1}') })];
    await expect(loadModel(url)).rejects.toThrow(`modelUrl: ${url} is no model.json of TensorFlow.js layers.`);
    const away = { weightsManifest: [{ paths: ['https://example.org/w.bin'], weights: [] }] };
    answers = [serve({ body: Buffer.from(JSON.stringify(away)) })];
    await expect(loadModel(url)).rejects.toThrow('weights of another host, https://example.org');
  });
});
