import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodeFrame, frameReader, readFrame } from '../../src/core/frames.js';
import { startProcess } from '../../src/core/startProcess.js';
import type { RunningWorker } from '../../src/core/startWorker.js';
import type { Request } from './workers/echoProcess.js';

const source = { name: 'echo', base: import.meta.url, file: './workers/echoProcess.js' };
/** What keeps this process alive: there are pipes of the tests' own. */
const handles = (): string[] => process.getActiveResourcesInfo().filter((name) => /Process|Pipe/.test(name));
const handlesBefore = handles();

const started: RunningWorker<Request>[] = [];

/** Starts the process of the tests; `next` gives what it says next, or the error that it ends with. */
function start(env?: Record<string, string>) {
  const heard: unknown[] = [];
  let wake = (): void => undefined;
  const hear = (value: unknown): void => {
    heard.push(value);
    wake();
  };
  const child = startProcess<Request, unknown>(source, { message: hear, crash: hear }, { env });
  started.push(child);
  child.keepAlive(true);
  const next = async (): Promise<unknown> => {
    while (heard.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return heard.shift();
  };
  return { child, next };
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.terminate()));
});

describe('frames', () => {
  const message = { text: 'ä', values: Float32Array.of(1, 2.5), many: new Float32Array(5000).fill(3) };
  const bytes = (): Uint8Array =>
    Uint8Array.from([...encodeFrame(message), ...encodeFrame('next')].flatMap((part) => [...part]));

  it.each([1, 7, 4096, 100_000])('are put together from pieces of %i bytes', (size) => {
    const messages: unknown[] = [];
    const feed = frameReader((each) => messages.push(each));
    const all = bytes();
    for (let at = 0; at < all.length; at += size) feed(all.subarray(at, at + size));
    expect(messages).toEqual([message, 'next']);
  });

  it('are read one by one, and end with the pipe', () => {
    const all = bytes();
    let at = 0;
    const read = (target: Uint8Array): boolean => {
      if (at + target.length > all.length) return false;
      target.set(all.subarray(at, at + target.length));
      at += target.length;
      return true;
    };
    expect([readFrame(read), readFrame(read), readFrame(read)]).toEqual([message, 'next', undefined]);
  });

  it('take of a view what it shows, not all that lies under it', () => {
    const view = new Float32Array(100_000).subarray(5, 8);
    expect(encodeFrame(view)[1].length).toBeLessThan(100);
  });
});

describe('startProcess', () => {
  it('sends messages of many megabytes both ways, in their order', async () => {
    const { child, next } = start();
    const large = Float32Array.from({ length: 3_000_000 }, (_, i) => i);
    child.send({ kind: 'echo', value: { large, name: 'first' } });
    child.send({ kind: 'echo', value: 'second' });
    const first = (await next()) as { large: Float32Array; name: string };
    expect(first.name).toBe('first');
    expect(
      Buffer.compare(
        Buffer.from(first.large.buffer, first.large.byteOffset, first.large.byteLength),
        Buffer.from(large.buffer),
      ),
    ).toBe(0);
    expect(await next()).toBe('second');
  });

  it('gives a process its own environment', async () => {
    const { child, next } = start({ SEGKIT_TEST_DEVICE: '3' });
    child.send({ kind: 'environment', name: 'SEGKIT_TEST_DEVICE' });
    expect(await next()).toBe('3');
  });

  it.each([
    ['exit', 'echo: the process ended by itself, with exit code 3.'],
    ['throw', 'echo: the process ended by itself, with exit code 1.'],
  ] as const)('tells of a process that ends by %s', async (kind, message) => {
    const { child, next } = start();
    child.send({ kind });
    expect(await next()).toMatchObject({ message });
  });

  it('says nothing of a process that was told to stop, and leaves nothing behind', async () => {
    const { child, next } = start();
    child.send({ kind: 'echo', value: 1 });
    await next();
    await child.terminate();
    await child.terminate();
    // The handle closes after the exit is told.
    await vi.waitFor(() => expect(handles()).toEqual(handlesBefore));
  });

  it('ends with the process that started it, also one that is killed', () => {
    const program = `
      import { startProcess } from './src/core/startProcess.ts';
      const base = new URL('test/core/startProcess.test.ts', 'file://' + process.cwd() + '/').href;
      const child = startProcess({ name: 'echo', base, file: './workers/echoProcess.js' }, {
        message: (name) => { console.log(name); process.kill(process.pid, 'SIGKILL'); }, crash: console.error,
      });
      child.keepAlive(true);
      child.send({ kind: 'environment', name: 'SEGKIT_TEST_DEVICE' });
    `;
    // The child holds the pipe of standard errors; this returns when that is closed, when both processes are gone.
    expect(() =>
      execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
        env: { ...process.env, SEGKIT_TEST_DEVICE: 'heard' },
        timeout: 20_000,
        stdio: 'pipe',
      }),
    ).toThrow(expect.objectContaining({ signal: 'SIGKILL', stdout: Buffer.from('heard\n') }));
  });
});
