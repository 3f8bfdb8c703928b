import { OptionError, ShapeError } from '../../core/errors.js';
import { checkOneOf, checkOptionNames } from '../../core/options.js';
import { describeShape } from '../../core/shapes.js';
import { defaultDtype, encodeValues, type SafetensorsDtype, safetensorsDtypes, type WritableValues } from './dtypes.js';
import { largestHeader, metadataKey } from './parseHeader.js';

/** A tensor to write. */
export interface WritableTensor {
  /** Its shape; `[]` for a single number. */
  readonly shape: readonly number[];
  /** Its numbers, in C order. */
  readonly data: WritableValues;
  /**
   * How they are stored; by default as the array has them. `F16` and `BF16` are rounded from a `Float32Array`, `I64` and
   * `U64` written from a `Float64Array` of whole numbers or from one of bigints, `BOOL` from a `Uint8Array`.
   */
  readonly dtype?: SafetensorsDtype;
}

/** Options of {@link writeSafetensors}. */
export interface WriteSafetensorsOptions {
  /** Free text for whoever reads the file; Python libraries write `{ format: 'pt' }`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of a safetensors file: the same ones whenever the tensors are the same, and those that the safetensors library
 * writes. It orders tensors by type, the largest numbers first, then by name.
 *
 * @throws OptionError for names, types and metadata that cannot be written.
 * @throws ShapeError for a shape that its numbers do not fill.
 *
 * @example
 * ```ts
 * import { writeSafetensors } from 'segkit';
 * import { writeFileAtomically } from 'segkit/node';
 * import { tmpdir } from 'node:os';
 *
 * const tensors = { kernel: { shape: [2, 2], data: new Float32Array([1, 2, 3, 4]), dtype: 'F16' } } as const;
 * await writeFileAtomically(`${tmpdir()}/segkit-example.safetensors`, writeSafetensors(tensors));
 * ```
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, WritableTensor>> | ReadonlyMap<string, WritableTensor>,
  options: WriteSafetensorsOptions = {},
): Uint8Array {
  checkOptionNames('writeSafetensors', options, ['metadata']);
  const list = [...(tensors instanceof Map ? tensors : Object.entries(tensors))] as [string, WritableTensor][];
  const encoded = list.map(([name, tensor]) => encodeTensor(name, tensor)).sort(compareTensors);
  const header = encodeHeader(encoded, options.metadata);
  const dataSize = encoded.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const file = new Uint8Array(8 + header.length + dataSize);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = 8 + header.length;
  for (const { bytes } of encoded) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

interface EncodedTensor {
  readonly name: string;
  readonly key: Uint8Array;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

function encodeTensor(name: string, tensor: WritableTensor): EncodedTensor {
  const where = `writeSafetensors: tensor ${JSON.stringify(name)}`;
  checkText(where, name);
  if (name === metadataKey) {
    throw new OptionError(`${where}: this name is kept for the metadata. Choose another.`, { option: 'name' });
  }
  const { shape, data, dtype = defaultDtype(data) } = tensor;
  if (dtype === undefined) {
    throw new OptionError(`${where}: its data is no array of numbers of a type that is written.`, { option: 'data' });
  }
  checkOneOf(where, 'dtype', dtype, safetensorsDtypes);
  const isShape = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  const size = shape.reduce((product, length) => product * length, 1);
  if (!isShape || size !== data.length) {
    const wanted = shape.length === 0 ? 'a single number' : describeShape(shape);
    throw new ShapeError(`${where}: ${data.length} numbers do not fill ${wanted}.`, {
      expected: shape,
      actual: [data.length],
    });
  }
  const bytes = encodeValues(dtype, data);
  if (!bytes) {
    throw new OptionError(
      `${where}: ${data.constructor.name} is not written as ${dtype}. ${cures[dtype] ?? ''}`.trim(),
      {
        option: 'dtype',
        value: dtype,
      },
    );
  }
  return { name, key: new TextEncoder().encode(name), dtype, shape, bytes };
}

const wholeNumbers = 'Give a Float64Array of whole numbers within ±2^53, or one of bigints.';
const cures: Readonly<Partial<Record<SafetensorsDtype, string>>> = {
  F16: 'Give a Float32Array.',
  BF16: 'Give a Float32Array.',
  I64: wholeNumbers,
  U64: wholeNumbers,
  BOOL: 'Give a Uint8Array of 0 and 1.',
};

/** By type, then by the bytes of the name. */
function compareTensors(a: EncodedTensor, b: EncodedTensor): number {
  const byType = safetensorsDtypes.indexOf(a.dtype) - safetensorsDtypes.indexOf(b.dtype);
  if (byType !== 0) return byType;
  const length = Math.min(a.key.length, b.key.length);
  for (let i = 0; i < length; i++) if (a.key[i] !== b.key[i]) return a.key[i] - b.key[i];
  return a.key.length - b.key.length;
}

/** The header, with spaces to a multiple of 8, so that the data begins at one. */
function encodeHeader(tensors: readonly EncodedTensor[], metadata: WriteSafetensorsOptions['metadata']): Uint8Array {
  const fields = metadata === undefined ? [] : [`"${metadataKey}":${encodeMetadata(metadata)}`];
  let at = 0;
  for (const { name, dtype, shape, bytes } of tensors) {
    const entry = { dtype, shape, data_offsets: [at, at + bytes.length] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    at += bytes.length;
  }
  const json = new TextEncoder().encode(`{${fields.join(',')}}`);
  const header = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  header.set(json);
  if (header.length <= largestHeader) return header;
  const message = `writeSafetensors: the header would have ${header.length} bytes, where 100 MB is the most. Write fewer tensors or less metadata.`;
  throw new OptionError(message, { option: 'tensors' });
}

function encodeMetadata(metadata: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [key, value] of pairs) {
    const where = `writeSafetensors: metadata ${JSON.stringify(key)}`;
    if (typeof value !== 'string') {
      throw new OptionError(`${where} is of type ${typeof value}. It must be a string.`, { option: 'metadata', value });
    }
    checkText(where, key);
    checkText(where, value);
  }
  return `{${pairs.map((pair) => pair.map((text) => JSON.stringify(text)).join(':')).join(',')}}`;
}

/** Refuses halves of characters, which UTF-8 cannot hold. */
function checkText(where: string, text: string): void {
  if (!/\p{Surrogate}/u.test(text)) return;
  throw new OptionError(`${where} has half a character (a lone surrogate). Leave it out.`, { option: 'name' });
}
