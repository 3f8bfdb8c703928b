import { WeightsError } from '../../core/errors.js';
import { describeShape } from '../../core/shapes.js';
import { dtypeSize, isDtype, type SafetensorsDtype, safetensorsDtypes } from './dtypes.js';
import { duplicateKey } from './duplicateKey.js';

/** Where a tensor is in the file's data. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** First byte, counted from the end of the header. */
  readonly begin: number;
  /** The byte after the last. */
  readonly end: number;
}

/** What a header says. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: readonly TensorEntry[];
}

/** The headers that the safetensors library reads are no longer than this. */
export const largestHeader = 100_000_000;

/** The key of a header under which there is no tensor. */
export const metadataKey = '__metadata__';

/**
 * Reads the JSON of a header and checks all of it, so that what comes out can be trusted: every tensor lies within the
 * data, none overlaps another, and there are no bytes that belong to none.
 *
 * @param file - what messages call the file
 * @param dataSize - the bytes that come after the header
 * @throws WeightsError for whatever is wrong.
 */
export function parseHeader(file: string, bytes: Uint8Array, dataSize: number): SafetensorsHeader {
  const refuse = (what: string, tensor?: string): WeightsError =>
    new WeightsError(`readSafetensors: ${file}: ${what}`, { file, tensor });
  const { [metadataKey]: metadata, ...tensors } = parseObject(bytes, refuse);
  const entries = Object.entries(tensors).map(([name, value]) => readEntry(name, value, refuse));
  checkPlaces(entries, dataSize, refuse);
  return { metadata: readMetadata(metadata, refuse), entries };
}

type Refuse = (what: string, tensor?: string) => WeightsError;

function parseObject(bytes: Uint8Array, refuse: Refuse): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw refuse('the header does not begin with "{". It is no safetensors file.');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuse('the header is not UTF-8. It is damaged.');
  }
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (error) {
    throw refuse(`the header is not JSON (${(error as Error).message}). It is damaged.`);
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) throw refuse(`the key ${short(twice)} is there twice. Do not trust this file.`, twice);
  return header as Record<string, unknown>; // it begins with a brace
}

function readMetadata(metadata: unknown, refuse: Refuse): Readonly<Record<string, string>> {
  if (metadata === undefined) return {};
  if (!isObject(metadata)) throw refuse(`${metadataKey} is ${typeName(metadata)}. It must be an object of strings.`);
  const wrong = Object.entries(metadata).find(([, value]) => typeof value !== 'string');
  if (!wrong) return metadata as Record<string, string>;
  throw refuse(`${metadataKey} ${short(wrong[0])} is ${typeName(wrong[1])}. It must be a string.`);
}

function readEntry(name: string, value: unknown, refuse: Refuse): TensorEntry {
  const wrong = (what: string): WeightsError => refuse(`tensor ${short(name)} ${what}`, name);
  if (!isObject(value)) throw wrong(`is ${typeName(value)}. It must have dtype, shape and data_offsets.`);
  const { dtype, shape, data_offsets: offsets, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw wrong(`has a field ${short(unknown)}, which the format does not know.`);
  if (!isDtype(dtype)) {
    const got = typeof dtype === 'string' ? short(dtype) : typeName(dtype);
    throw wrong(`has dtype ${got}. segkit reads ${safetensorsDtypes.join(', ')}.`);
  }
  if (!isNumbers(shape)) throw wrong('has a shape that is no list of whole numbers of at least 0.');
  if (!isNumbers(offsets) || offsets.length !== 2) {
    throw wrong('has data_offsets that are not two whole numbers of at least 0.');
  }
  const [begin, end] = offsets;
  const needed = shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, dtypeSize(dtype));
  if (end - begin !== needed) {
    const shaped = shape.length === 0 ? 'one number' : describeShape(shape.slice(0, 8));
    throw wrong(`has ${end - begin} bytes (${begin} to ${end}), but ${shaped} of ${dtype} needs ${needed}.`);
  }
  return { name, dtype, shape, begin, end };
}

/** The data must be taken up by the tensors, one after the other, from the first byte to the last. */
function checkPlaces(entries: readonly TensorEntry[], dataSize: number, refuse: Refuse): void {
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of inOrder) {
    if (end > dataSize) {
      throw refuse(
        `tensor ${short(name)} ends at byte ${end} of the data, which has ${dataSize}. The file is cut off.`,
        name,
      );
    }
    if (begin < at) throw refuse(`tensor ${short(name)} begins at byte ${begin}, inside another one.`, name);
    if (begin > at) throw refuse(`bytes ${at} to ${begin} of the data, before tensor ${short(name)}, belong to none.`);
    at = end;
  }
  if (at < dataSize) throw refuse(`the data goes on for ${dataSize - at} bytes after the last tensor.`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((number) => Number.isSafeInteger(number) && number >= 0);

const typeName = (value: unknown): string =>
  value === undefined
    ? 'missing'
    : value === null
      ? 'null'
      : Array.isArray(value)
        ? 'a list'
        : `of type ${typeof value}`;

/** A name for a message, which a hostile one must not flood. */
const short = (name: string): string => JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
