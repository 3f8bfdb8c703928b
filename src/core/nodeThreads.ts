/** A worker thread, as far as we use it. */
export interface Thread {
  on(event: 'message' | 'messageerror' | 'error' | 'exit', listener: (value: unknown) => void): void;
  postMessage(message: unknown, transfer: readonly Transferable[]): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}

/** Node's `worker_threads`, as far as we use it. */
export interface NodeThreads {
  readonly Worker: new (url: URL, options: object) => Thread;
  readonly isMainThread: boolean;
  readonly parentPort: Pick<Thread, 'on' | 'postMessage'> | null;
}

/** What `process` looks like if there is one: bundlers put half of it into pages. */
interface MaybeNode {
  readonly process?: { getBuiltinModule?(name: string): unknown };
}

/** A module of Node, where there is Node; asked for at run time, so that bundlers for browsers find no import. */
export function builtin(name: `node:${string}`): unknown {
  return (globalThis as MaybeNode).process?.getBuiltinModule?.(name);
}

/** Node's worker threads, where there is Node. */
export const nodeThreads = (): NodeThreads | undefined => builtin('node:worker_threads') as NodeThreads | undefined;
