import { OptionError } from '../core/errors.js';

/** Bytes that are read in parts: of a file, a `Blob`, or what is in memory already. */
export interface ByteSource {
  /** What messages call it, for instance the path of a file. */
  readonly name: string;
  /** The number of bytes. */
  readonly size: number;
  /**
   * The bytes from `start` up to, not including, `end`, both within `size`. They may be a view of what others see too: not
   * to be changed.
   */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Whatever bytes are read from. */
export type ByteInput = Uint8Array | ArrayBuffer | Blob | ByteSource;

/**
 * One way to read bytes, wherever they are.
 *
 * @throws OptionError for what holds no bytes.
 */
export function byteSource(where: string, input: ByteInput, name?: string): ByteSource {
  if (input instanceof ArrayBuffer) return byteSource(where, new Uint8Array(input), name);
  if (input instanceof Uint8Array) {
    return { name: name ?? 'the file', size: input.length, read: async (start, end) => input.subarray(start, end) };
  }
  if (typeof Blob !== 'undefined' && input instanceof Blob) {
    return {
      name: name ?? (input as Partial<File>).name ?? 'the file',
      size: input.size,
      read: async (start, end) => new Uint8Array(await input.slice(start, end).arrayBuffer()),
    };
  }
  if (isByteSource(input)) return input;
  throw new OptionError(
    `${where}: the source is ${describe(input)}. Give bytes, a Blob or File, ` +
      'await fileSource(path) of segkit/node, or await fetchFile(url).',
    { option: 'source', value: input },
  );
}

function isByteSource(input: unknown): input is ByteSource {
  const { size, read } = (input ?? {}) as Partial<ByteSource>;
  return typeof size === 'number' && typeof read === 'function';
}

const describe = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : value === null ? 'null' : `of type ${typeof value}`;
