import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningWorker, type StartWorkerOptions, startWorker } from '../../src/core/startWorker.js';
import { countThreads } from '../helpers/threads.js';
import type { Request } from './workers/echo.js';

const threads = countThreads();
const source = { name: 'echo', base: import.meta.url, file: './workers/echo.js' };
const started: RunningWorker<Request>[] = [];

function start(options?: StartWorkerOptions) {
  const messages: unknown[] = [];
  const crashes: Error[] = [];
  let wake = (): void => undefined;
  const worker = startWorker<Request, unknown>(
    source,
    {
      message: (message) => {
        messages.push(message);
        wake();
      },
      crash: (error) => {
        crashes.push(error);
        wake();
      },
    },
    options,
  );
  started.push(worker);
  worker.keepAlive(true);
  const settled = async (): Promise<void> => {
    while (messages.length + crashes.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { worker, messages, crashes, settled };
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((worker) => worker.terminate()));
});

describe('startWorker', () => {
  it('copies messages, and moves what is listed', async () => {
    const { worker, messages, settled } = start();
    const buffer = Uint8Array.of(1, 2, 3).buffer;
    worker.send({ kind: 'echo', value: { buffer }, transfer: buffer }, [buffer]);
    expect(buffer.byteLength).toBe(0);
    await settled();
    expect(messages).toEqual([{ buffer: Uint8Array.of(1, 2, 3).buffer }]);
  });

  it('shares shared memory', async () => {
    const { worker, messages, settled } = start();
    const memory = new SharedArrayBuffer(4);
    worker.send({ kind: 'fill', memory });
    await settled();
    expect(messages).toEqual(['filled']);
    expect([...new Uint8Array(memory)]).toEqual([7, 7, 7, 7]);
  });

  it.each([
    ['throw', 'thrown in the worker'],
    ['reject', 'rejected in the worker'],
    ['exit', 'echo: the worker ended by itself, with exit code 3.'],
  ] as const)('tells of a worker that ends by %s', async (kind, message) => {
    const { worker, crashes, settled } = start();
    worker.send({ kind });
    await settled();
    expect(crashes.map((error) => error.message)).toEqual([message]);
  });

  it('tells of a worker that runs out of memory', async () => {
    const { worker, crashes, settled } = start({ maxHeap: 64 });
    worker.send({ kind: 'outOfMemory' });
    await settled();
    expect(crashes[0].message).toMatch(/memory/);
  });

  it('tells of a worker whose module is missing', async () => {
    const crashes: Error[] = [];
    await new Promise<void>((resolve) => {
      const worker = startWorker(
        { ...source, file: './workers/none.js' },
        {
          message: () => undefined,
          crash: (error) => {
            crashes.push(error);
            resolve();
          },
        },
      );
      worker.keepAlive(true);
    });
    expect(crashes[0].message).toMatch(/none/);
  });

  it('says nothing of a worker that was told to stop', async () => {
    const { worker, crashes } = start();
    expect(threads.running).toBe(1);
    await worker.terminate();
    await worker.terminate();
    expect(crashes).toEqual([]);
    expect(threads.running).toBe(0);
  });

  it('lets the process end while a worker waits', () => {
    const program = `
      import { startWorker } from './src/core/startWorker.ts';
      const worker = startWorker(
        { name: 'echo', base: new URL('test/core/startWorker.test.ts', 'file://' + process.cwd() + '/').href, file: './workers/echo.js' },
        { message: (message) => { console.log(message); worker.keepAlive(false); }, crash: console.error },
      );
      worker.keepAlive(true);
      worker.send({ kind: 'echo', value: 'heard' });
    `;
    const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(output).toBe('heard\n');
  });
});
