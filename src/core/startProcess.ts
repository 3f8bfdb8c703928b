import { SegkitError } from './errors.js';
import { encodeFrame, frameReader, readFrame } from './frames.js';
import { type ChildProcess, nodeProcess, nodeProcesses, type Pipe, type SyncFiles } from './nodeProcesses.js';
import { builtin } from './nodeThreads.js';
import { nodeModule, type RunningWorker, type WorkerEvents, type WorkerSource } from './startWorker.js';

/** The file descriptor of the pipe in a child: the first one after input, output and errors. */
const pipeDescriptor = 3;

/** Options of {@link startProcess}. */
export interface StartProcessOptions {
  /** Environment variables beyond those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a module in a process of its own, with messages over a pipe: for what cannot be loaded twice in a process, or is
 * told by its environment which device to use. What it prints goes to this process's standard error. Node only.
 */
export function startProcess<Out, In>(
  source: Pick<WorkerSource, 'name' | 'base' | 'file'>,
  { message, crash }: WorkerEvents<In>,
  { env = {} }: StartProcessOptions = {},
): RunningWorker<Out> {
  const { name } = source;
  const processes = nodeProcesses();
  if (!processes) throw new SegkitError(`${name}: there are no child processes here; they need Node.`);
  const child = spawn(processes, source, env);
  const pipe = child.stdio[pipeDescriptor] as Pipe;
  let isOver = false;
  let gone = (): void => undefined;
  const exited = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const end = (error: Error): void => {
    gone();
    if (isOver) return;
    isOver = true;
    pipe.destroy();
    crash(error);
  };
  pipe.on(
    'data',
    frameReader((data) => message(data as In)),
  );
  pipe.on('error', () => undefined); // the process that broke it tells of its end itself
  child.on('error', end);
  child.on('exit', (code, signal) => {
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    end(new SegkitError(`${name}: the process ended by itself, with ${how}.`));
  });
  const keepAlive = (keep: boolean): void => {
    for (const each of [child, pipe]) keep ? each.ref() : each.unref();
  };
  keepAlive(false);
  return {
    send: (data) => {
      for (const bytes of encodeFrame(data)) pipe.write(bytes);
    },
    keepAlive,
    terminate: async () => {
      isOver = true;
      pipe.destroy();
      child.ref();
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function spawn(
  processes: NonNullable<ReturnType<typeof nodeProcesses>>,
  source: Pick<WorkerSource, 'base' | 'file'>,
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const { url, execArgv = [] } = nodeModule(source);
  const { fileURLToPath } = builtin('node:url') as { fileURLToPath(url: URL): string };
  const here = nodeProcess();
  const standardError = 2;
  return processes.spawn(here.execPath, [...execArgv, fileURLToPath(url)], {
    env: { ...here.env, ...env },
    stdio: ['ignore', standardError, standardError, 'pipe'],
  });
}

/** The end of a process that {@link startProcess} started, whose messages can be waited for. */
export interface ProcessScope<In, Out> {
  /** Sends a message; returns when it is on its way. */
  send(message: Out): void;
  /** The next message. Blocks until there is one; ends this process if there is nobody left to send any. */
  receive(): In;
}

/** What a process's own module talks to its starter by. */
export function processScope<In, Out>(): ProcessScope<In, Out> {
  const files = builtin('node:fs') as SyncFiles;
  // Ctrl-C reaches all processes of a terminal; when to end is for the starter to say.
  for (const signal of ['SIGINT', 'SIGHUP']) nodeProcess().on(signal, () => undefined);
  const each = (bytes: Uint8Array, move: (offset: number, length: number) => number): boolean => {
    let at = 0;
    while (at < bytes.length) {
      const count = move(at, bytes.length - at);
      if (count === 0) return false;
      at += count;
    }
    return true;
  };
  const read = (bytes: Uint8Array): boolean =>
    each(bytes, (offset, length) => orEnd(() => files.readSync(pipeDescriptor, bytes, offset, length)));
  return {
    send: (message) => {
      for (const bytes of encodeFrame(message)) {
        each(bytes, (offset, length) => orEnd(() => files.writeSync(pipeDescriptor, bytes, offset, length)));
      }
    },
    receive: () => (readFrame(read) ?? nodeProcess().exit(0)) as In,
  };
}

/** Moves bytes, or ends this process where the pipe is broken: the starter is gone. */
function orEnd(move: () => number): number {
  try {
    return move();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'EOF') return nodeProcess().exit(0);
    throw error;
  }
}
