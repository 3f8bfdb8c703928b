import { builtin } from './nodeThreads.js';

/** A pipe between two processes, as far as we use it. */
export interface Pipe {
  on(event: 'data', listener: (bytes: Uint8Array) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  write(bytes: Uint8Array): void;
  destroy(): void;
  ref(): void;
  unref(): void;
}

/** A child process, as far as we use it. */
export interface ChildProcess {
  readonly stdio: readonly unknown[];
  on(event: 'exit', listener: (code: number | null, signal: string | null) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  kill(signal: string): void;
  ref(): void;
  unref(): void;
}

/** Node's `child_process`, as far as we use it. */
export interface NodeProcesses {
  spawn(program: string, words: readonly string[], options: object): ChildProcess;
}

/** The parts of `process` that concern a child and its parent. */
export interface NodeProcess {
  readonly execPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  on(event: string, listener: () => void): void;
  exit(code: number): never;
}

/** How messages become bytes and bytes messages: Node's own structured clone. */
export interface Serializer {
  serialize(value: unknown): Uint8Array;
  deserialize(bytes: Uint8Array): unknown;
}

/** Reading and writing that waits, by file descriptor. */
export interface SyncFiles {
  readSync(descriptor: number, bytes: Uint8Array, offset: number, length: number): number;
  writeSync(descriptor: number, bytes: Uint8Array, offset: number, length: number): number;
}

/** Node's child processes, where there is Node. */
export const nodeProcesses = (): NodeProcesses | undefined =>
  builtin('node:child_process') as NodeProcesses | undefined;

/** Node's `process`; call it where there is Node only. */
export const nodeProcess = (): NodeProcess => builtin('node:process') as NodeProcess;

/** Node's serializer; call it where there is Node only. */
export const nodeSerializer = (): Serializer => builtin('node:v8') as Serializer;

/** How many cores there are for this process or page. */
export function coresHere(): number {
  const system = builtin('node:os') as { availableParallelism(): number } | undefined;
  return system?.availableParallelism() ?? navigator.hardwareConcurrency;
}
