import { binary } from './binary.js';
import type { PixelKernels } from './pixelKernels.js';

/** An address in the memory of the kernels, in bytes. */
export type Pointer = number;

/** The warps of the module; the sources in `assembly` say what each does. */
export interface WarpKernels {
  warpBilinear8(warp: Pointer): void;
  warpLabels8(warp: Pointer): void;
  warpLabels16(warp: Pointer): void;
  warpLabels32(warp: Pointer): void;
  warpLinear16(warp: Pointer): void;
  warpLinear32(warp: Pointer): void;
  warpNearest(warp: Pointer): void;
}

/** The functions and their memory, for the time of one {@link runKernel}. */
export interface Kernels extends WarpKernels, PixelKernels {
  area8(area: Pointer): void;
  reorderPixels(reorder: Pointer): void;
  /** Copies values into the memory of the kernels. */
  write(to: Pointer, values: ArrayBufferView): void;
  /** Copies values out of it, as many as `values` holds. */
  read(from: Pointer, values: ArrayBufferView): void;
}

/** Above this the memory is given back after a call, so that one huge picture does not cost its size for ever. */
const keptBytes = 64 * 2 ** 20;

/** A call that needs more is done by the plain version. */
const mostBytes = 2 ** 30;

/** Each block starts at a multiple of 16, and has 16 bytes after it that kernels may read or overwrite. */
const roomFor = (bytes: number): number => Math.ceil(bytes / 16) * 16 + 16;

const pageBytes = 65536;

let compiled: WebAssembly.Module | undefined;
let isTried = false;
let isOn = true;
let open: { readonly kernels: Kernels; readonly memory: WebAssembly.Memory } | undefined;

/**
 * Runs kernels on blocks of memory of the given sizes, and gives what `work` gives. The blocks hold whatever lay there,
 * and are valid until `work` returns; it must not call this again.
 *
 * `undefined` where there is no WebAssembly SIMD, where a browser does not compile it at once, or where the blocks are too
 * large: the plain version then does the same, bit by bit.
 */
export function runKernel<T>(sizes: readonly number[], work: (kernels: Kernels, at: Pointer[]) => T): T | undefined {
  const pointers: Pointer[] = [];
  let bytes = 16; // address 0 stands for none
  for (const size of sizes) {
    pointers.push(bytes);
    bytes += roomFor(size);
  }
  const kernels = bytes <= mostBytes ? openKernels(bytes) : undefined;
  if (!kernels) return undefined;
  const result = work(kernels, pointers);
  if (bytes > keptBytes) open = undefined;
  return result;
}

/** Turns the kernels off or on again: tests compare both, and benchmarks too. */
export function useKernels(on: boolean): void {
  isOn = on;
}

function openKernels(bytes: number): Kernels | undefined {
  const module = isOn ? compileOnce() : undefined;
  if (!module) return undefined;
  try {
    open ??= instantiate(module);
    const missing = bytes - open.memory.buffer.byteLength;
    if (missing > 0) open.memory.grow(Math.ceil(missing / pageBytes));
    return open.kernels;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // there is no more memory to be had
    throw error;
  }
}

/**
 * Compiles the module at the first use. Some browsers refuse to do so at once on the page's own thread: it is then
 * compiled in the background, for the calls that come later.
 */
function compileOnce(): WebAssembly.Module | undefined {
  if (compiled || isTried) return compiled;
  isTried = true;
  if (typeof WebAssembly === 'undefined') return undefined;
  const bytes = kernelBytes();
  try {
    compiled = new WebAssembly.Module(bytes);
  } catch {
    const later = (module: WebAssembly.Module): void => {
      compiled = module;
    };
    WebAssembly.compile(bytes).then(later, () => {}); // no SIMD, or forbidden by the page's policy: plain it stays
  }
  return compiled;
}

/** The bytes of the module. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(binary), (character) => character.charCodeAt(0));
}

function instantiate(module: WebAssembly.Module): { kernels: Kernels; memory: WebAssembly.Memory } {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  // Views of their own each time: growing the memory detaches the old ones.
  const bytesAt = (at: Pointer, length: number): Uint8Array => new Uint8Array(memory.buffer, at, length);
  const bytesOf = (values: ArrayBufferView): Uint8Array =>
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const kernels = {
    ...(exports as unknown as Omit<Kernels, 'read' | 'write'>),
    write: (to: Pointer, values: ArrayBufferView) => bytesAt(to, values.byteLength).set(bytesOf(values)),
    read: (from: Pointer, values: ArrayBufferView) => bytesOf(values).set(bytesAt(from, values.byteLength)),
  };
  return { kernels, memory };
}
