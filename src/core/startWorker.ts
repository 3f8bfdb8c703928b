import { SegkitError } from './errors.js';
import { builtin, nodeThreads } from './nodeThreads.js';

/** Where the module of a worker is, for each platform. */
export interface WorkerSource {
  /** What the worker is called in errors and debuggers. */
  readonly name: string;
  /** `import.meta.url` of the module that starts the worker. */
  readonly base: string;
  /**
   * The worker's module for Node, relative to `base` as the source files lie: `'../node/loaderWorker.js'`. The build puts
   * all workers beside its other files, under the same name.
   */
  readonly file: string;
  /**
   * Starts the worker in a browser. Write `new Worker(new URL('./name.js', import.meta.url), { type: 'module' })` as it
   * stands, with the path in the build: bundlers look for exactly this.
   */
  readonly web?: () => Worker;
}

/** What the starter of a worker is told. */
export interface WorkerEvents<In> {
  /** The worker sent a message. */
  readonly message: (message: In) => void;
  /**
   * The worker has ended, or could not be started, without having been asked to: it threw, left by `process.exit`, ran out
   * of memory or was stopped by others. Comes once, and not after `terminate`.
   */
  readonly crash: (error: Error) => void;
}

/** Limits of a worker. */
export interface StartWorkerOptions {
  /** The size of its JavaScript heap in MiB, where the platform can limit it (Node). */
  readonly maxHeap?: number;
}

/** A worker that runs. */
export interface RunningWorker<Out> {
  /** Sends a message; what is listed in `transfer` is moved, shared memory is shared, and the rest is copied. */
  send(message: Out, transfer?: readonly Transferable[]): void;
  /** Whether the process is to stay alive for the sake of this worker. At first it is not. Only Node has a choice. */
  keepAlive(keep: boolean): void;
  /** Stops the worker, and waits until its thread is gone. Calling it again does no harm. */
  terminate(): Promise<void>;
}

/** The end of a worker that wishes to be told what. */
export interface WorkerScope<In, Out> {
  /** Sends a message to the starter. */
  send(message: Out, transfer?: readonly Transferable[]): void;
  /** Says what to do with messages. Those that came before are not lost. */
  listen(handle: (message: In) => void): void;
}

/** Starts a module worker: a worker thread in Node, a Web Worker elsewhere. */
export function startWorker<Out, In>(
  source: WorkerSource,
  events: WorkerEvents<In>,
  options: StartWorkerOptions = {},
): RunningWorker<Out> {
  return nodeThreads() ? startThread(source, events, options) : startWebWorker(source, events);
}

/** What a worker's own module talks to its starter by. */
export function workerScope<In, Out>(): WorkerScope<In, Out> {
  const port = nodeThreads()?.parentPort;
  if (port) {
    return {
      send: (message, transfer = []) => port.postMessage(message, transfer),
      listen: (handle) => port.on('message', handle as (message: unknown) => void),
    };
  }
  const scope = globalThis as unknown as Pick<Worker, 'postMessage' | 'onmessage'>;
  return {
    send: (message, transfer = []) => scope.postMessage(message, [...transfer]),
    listen: (handle) => {
      scope.onmessage = ({ data }) => handle(data as In);
    },
  };
}

function startThread<Out, In>(
  { name, base, file }: WorkerSource,
  { message, crash }: WorkerEvents<In>,
  { maxHeap }: StartWorkerOptions,
): RunningWorker<Out> {
  const threads = nodeThreads();
  if (!threads) throw new SegkitError(`${name}: there are no worker threads here.`);
  const { url, execArgv } = nodeModule({ base, file });
  const thread = new threads.Worker(url, {
    name,
    ...(execArgv && { execArgv }),
    ...(maxHeap !== undefined && { resourceLimits: { maxOldGenerationSizeMb: maxHeap } }),
  });
  thread.unref();
  let reason: Error | undefined;
  let isOver = false;
  thread.on('message', (data) => message(data as In));
  thread.on('messageerror', (error) => {
    reason = error as Error;
    void thread.terminate();
  });
  // Whatever a worker throws ends it; the exit comes after.
  thread.on('error', (error) => {
    reason = error instanceof Error ? error : new Error(String(error));
  });
  thread.on('exit', (code) => {
    if (isOver) return;
    isOver = true;
    crash(reason ?? new SegkitError(`${name}: the worker ended by itself, with exit code ${code}.`));
  });
  return {
    send: (data, transfer = []) => thread.postMessage(data, transfer),
    keepAlive: (keep) => (keep ? thread.ref() : thread.unref()),
    terminate: async () => {
      isOver = true;
      await thread.terminate();
    },
  };
}

function startWebWorker<Out, In>(
  { name, web }: WorkerSource,
  { message, crash }: WorkerEvents<In>,
): RunningWorker<Out> {
  if (!web || typeof Worker === 'undefined') {
    throw new SegkitError(`${name}: there are no workers here. Do without, in this platform or page.`);
  }
  const worker = web();
  let isOver = false;
  const fail = (error: Error): void => {
    if (isOver) return;
    isOver = true;
    worker.terminate();
    crash(error);
  };
  worker.onmessage = ({ data }) => message(data as In);
  worker.onmessageerror = () => fail(new SegkitError(`${name}: a message of the worker could not be read.`));
  worker.onerror = (event) => {
    event.preventDefault?.();
    // A script that cannot be loaded gives an event without any message.
    const text = event.message ?? 'its script could not be loaded; see that it is served beside the page';
    fail(new SegkitError(`${name}: the worker failed: ${text}.`));
  };
  return {
    send: (data, transfer = []) => worker.postMessage(data, [...transfer]),
    keepAlive: () => undefined, // a page never waits for its workers
    terminate: async () => {
      isOver = true;
      worker.terminate();
    },
  };
}

/** Where the module of a worker lies for Node, and the arguments that Node needs to read it. */
export function nodeModule({ base, file }: Pick<WorkerSource, 'base' | 'file'>): {
  readonly url: URL;
  readonly execArgv?: readonly string[];
} {
  if (!base.endsWith('.ts')) return { url: new URL(file.slice(file.lastIndexOf('/') + 1), base) };
  return { url: new URL(file.replace(/\.js$/, '.ts'), base), execArgv: ['--import', readTypeScript(base)] };
}

/** Run from its source, segkit is TypeScript, which Node reads by tsx alone; that does not reach threads by itself. */
function readTypeScript(base: string): string {
  const { createRequire } = builtin('node:module') as { createRequire(url: string): { resolve(name: string): string } };
  const { pathToFileURL } = builtin('node:url') as { pathToFileURL(path: string): URL };
  const api = pathToFileURL(createRequire(base).resolve('tsx/esm/api')).href.replace(/\.cjs$/, '.mjs');
  return `data:text/javascript,import { register } from ${JSON.stringify(api)}; register();`;
}
