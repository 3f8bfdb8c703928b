import { WeightsError } from '../../core/errors.js';
import { type ByteInput, type ByteSource, byteSource } from '../byteSource.js';
import { readExactly } from '../readExactly.js';
import { decodeValues, type SafetensorsDtype, type TensorValues } from './dtypes.js';
import { largestHeader, parseHeader, type TensorEntry } from './parseHeader.js';

/** A tensor of a file, whose numbers are read when they are asked for. */
export interface StoredTensor {
  readonly name: string;
  /** How its numbers are stored. */
  readonly dtype: SafetensorsDtype;
  /** Its shape; `[]` for a single number. */
  readonly shape: readonly number[];
  /** How many bytes it takes in the file. */
  readonly byteLength: number;
  /** Its bytes, little-endian and in C order; a view of them where the file is in memory. Do not change them. */
  bytes(): Promise<Uint8Array>;
  /**
   * Its numbers, in C order; a view of the file's bytes where that is in memory and the machine can. F16 and BF16 become
   * float32, I64 and U64 float64, BOOL bytes.
   *
   * @throws WeightsError for an I64 or U64 beyond ±2^53.
   */
  values(): Promise<TensorValues>;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  /** Free text of whoever wrote the file. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Its tensors by name, in the order of the header. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * Reads a safetensors file: its header at once, each tensor when it is asked for, so that a large file need not be in
 * memory. For a file on a disk see `readSafetensorsFile` of `segkit/node`.
 *
 * The header is not trusted: whatever does not add up is refused before anything is allocated for it.
 *
 * @param source - the bytes, or a `Blob` or `File`, of which only what is needed is read
 * @throws WeightsError for a file that is damaged, cut off, or made to do harm: tensors that overlap or leave gaps, names
 *   that are there twice, wrong sizes, unknown types, a header of more than 100 MB.
 * @see https://huggingface.co/docs/safetensors
 *
 * @example
 * ```ts
 * import { readSafetensors, writeSafetensors } from 'segkit';
 *
 * const bytes = writeSafetensors({ bias: { shape: [2], data: new Float32Array([1, 2]) } });
 * const { tensors } = await readSafetensors(bytes);
 * for (const [name, tensor] of tensors) console.log(name, tensor.dtype, tensor.shape, await tensor.values());
 * ```
 */
export async function readSafetensors(source: ByteInput): Promise<SafetensorsFile> {
  const file = byteSource('readSafetensors', source);
  const headerSize = await readHeaderSize(file);
  const dataStart = 8 + headerSize;
  const bytes = await readExactly('readSafetensors', file, 8, dataStart);
  const { metadata, entries } = parseHeader(file.name, bytes, file.size - dataStart);
  const tensors = new Map(entries.map((entry) => [entry.name, storedTensor(file, dataStart, entry)]));
  return { metadata, tensors };
}

async function readHeaderSize(file: ByteSource): Promise<number> {
  const refuse = (what: string): WeightsError =>
    new WeightsError(`readSafetensors: ${file.name}: ${what}`, { file: file.name });
  if (file.size < 8) throw refuse(`${file.size} bytes are too few: a safetensors file begins with 8 for its header.`);
  const bytes = await readExactly('readSafetensors', file, 0, 8);
  const size = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (size > BigInt(largestHeader)) {
    throw refuse(`a header of ${size} bytes, where 100 MB is the most. It is no safetensors file.`);
  }
  if (Number(size) > file.size - 8) {
    throw refuse(`a header of ${size} bytes in a file of ${file.size}. It is cut off, or no safetensors file.`);
  }
  return Number(size);
}

function storedTensor(file: ByteSource, dataStart: number, entry: TensorEntry): StoredTensor {
  const { name, dtype, shape, begin, end } = entry;
  const bytes = (): Promise<Uint8Array> => readExactly('readSafetensors', file, dataStart + begin, dataStart + end);
  const values = async (): Promise<TensorValues> => {
    const stored = await bytes();
    try {
      return decodeValues(dtype, stored);
    } catch (error) {
      if (!(error instanceof WeightsError)) throw error;
      const message = `readSafetensors: ${file.name}: tensor ${JSON.stringify(name)}: ${error.message}`;
      throw new WeightsError(message, { file: file.name, tensor: name });
    }
  };
  return { name, dtype, shape, byteLength: end - begin, bytes, values };
}
