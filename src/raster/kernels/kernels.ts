import { binary } from './binary.js';
import { roomFor, spareBytes } from './blocks.js';
import { createPictureMemory, currentMemory, type PictureMemory } from './pictureMemory.js';
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
  /** Writes whole numbers as int32. */
  writeNumbers(to: Pointer, ...numbers: readonly number[]): void;
  /** Copies values out of it, as many as `values` holds. */
  read(from: Pointer, values: ArrayBufferView): void;
}

/** Above this the memory is given back after a call, so that one huge picture does not cost its size for ever. */
const keptBytes = 64 * 2 ** 20;

/** A call that needs more is done by the plain version. */
const mostBytes = 2 ** 30;

const pageBytes = 65536;

let compiled: WebAssembly.Module | undefined;
let isTried = false;
let isOn = true;
let open: { readonly kernels: Kernels; readonly memory: WebAssembly.Memory } | undefined;

/** So many bytes of memory, or memory for these values: that in which they lie, if kernels reach it. */
export type Block = number | ArrayBufferView;

/** The block of values behind which a kernel reads or writes further: memory of its own, if that is more than is spare. */
export const blockOf = (values: ArrayBufferView, bytes: number): Block =>
  bytes - values.byteLength > spareBytes ? bytes : values;

/**
 * Runs kernels on blocks of memory, and gives what `work` gives. The blocks hold whatever lay there, and are valid until
 * `work` returns; it must not call this again. Those of values that lie in the memory in use are these values themselves:
 * `write` and `read` then have nothing to copy, and kernels must not overwrite what they read.
 *
 * `undefined` where there is no WebAssembly SIMD, where a browser does not compile it at once, or where the blocks are too
 * large: the plain version then does the same, bit by bit.
 */
export function runKernel<T>(blocks: readonly Block[], work: (kernels: Kernels, at: Pointer[]) => T): T | undefined {
  if (!isOn) return undefined;
  const memory = currentMemory();
  const { kernels } = memory ?? {};
  return (memory && kernels && memory.lend(blocks, (at) => work(kernels, at))) ?? runApart(blocks, work);
}

/** The memory in use, for kernels that work on what lies in it and on nothing else. */
export const memoryOfKernels = (): PictureMemory | undefined => (isOn ? currentMemory() : undefined);

const bytesOfBlock = (block: Block): number => (typeof block === 'number' ? block : block.byteLength);

function runApart<T>(blocks: readonly Block[], work: (kernels: Kernels, at: Pointer[]) => T): T | undefined {
  const pointers: Pointer[] = [];
  let bytes = spareBytes; // address 0 stands for none
  for (const block of blocks) {
    pointers.push(bytes);
    bytes += roomFor(bytesOfBlock(block));
  }
  const kernels = bytes <= mostBytes ? openKernels(bytes) : undefined;
  if (!kernels) return undefined;
  const result = work(kernels, pointers);
  if (bytes > keptBytes) open = undefined;
  return result;
}

/** Memory for pictures that kernels work in. Where there are no kernels, it is memory all the same. */
export function openMemory(bytes: number): PictureMemory {
  return createPictureMemory(bytes, () => {
    const module = compileOnce();
    if (!module) return { buffer: new ArrayBuffer(bytes) };
    const { kernels, memory } = instantiate(module, Math.ceil(bytes / pageBytes));
    return { buffer: memory.buffer, kernels };
  });
}

/** Turns the kernels off or on again: tests compare both, and benchmarks too. */
export function useKernels(on: boolean): void {
  isOn = on;
}

function openKernels(bytes: number): Kernels | undefined {
  const module = compileOnce();
  if (!module) return undefined;
  try {
    open ??= instantiate(module, 1);
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

function instantiate(module: WebAssembly.Module, pages: number): { kernels: Kernels; memory: WebAssembly.Memory } {
  const memory = new WebAssembly.Memory({ initial: pages });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  let [bytes, words] = [new Uint8Array(memory.buffer), new Int32Array(memory.buffer)];
  const renew = (): void => {
    if (bytes.length === 0) [bytes, words] = [new Uint8Array(memory.buffer), new Int32Array(memory.buffer)];
  };
  const bytesOf = (values: ArrayBufferView): Uint8Array =>
    values instanceof Uint8Array ? values : new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const lieAt = (at: Pointer, { buffer, byteOffset }: ArrayBufferView): boolean =>
    buffer === memory.buffer && byteOffset === at;
  const kernels = {
    ...(exports as unknown as Omit<Kernels, 'read' | 'write' | 'writeNumbers'>),
    write: (to: Pointer, values: ArrayBufferView) => {
      renew(); // growing the memory detaches what saw it
      if (!lieAt(to, values)) bytes.set(bytesOf(values), to);
    },
    writeNumbers: (to: Pointer, ...numbers: readonly number[]) => {
      renew();
      for (let i = 0; i < numbers.length; i++) words[(to >> 2) + i] = numbers[i];
    },
    read: (from: Pointer, values: ArrayBufferView) => {
      renew();
      if (!lieAt(from, values)) bytesOf(values).set(bytes.subarray(from, from + values.byteLength));
    },
  };
  return { kernels, memory };
}
