import { WeightsError } from '../../core/errors.js';
import { narrow, widen } from './halfFloats.js';

/** How the numbers of a tensor are stored in a safetensors file. */
export type SafetensorsDtype =
  | 'U64'
  | 'I64'
  | 'F64'
  | 'F32'
  | 'U32'
  | 'I32'
  | 'BF16'
  | 'F16'
  | 'U16'
  | 'I16'
  | 'I8'
  | 'U8'
  | 'BOOL';

/**
 * The numbers of a tensor: 16-bit floating-point ones are widened to float32, 64-bit whole ones become float64 where
 * that holds them exactly.
 */
export type TensorValues =
  | Float64Array
  | Float32Array
  | Uint32Array
  | Int32Array
  | Uint16Array
  | Int16Array
  | Int8Array
  | Uint8Array;

/** What a tensor is written from. */
export type WritableValues = TensorValues | BigInt64Array | BigUint64Array;

interface DtypeRule {
  /** Bytes of one number. */
  readonly size: number;
  /** From bytes in the machine's own order, which begin where such a number may. */
  readonly decode: (buffer: ArrayBufferLike, offset: number, length: number) => TensorValues;
  /** To numbers whose bytes are those of the file; `undefined` for values that this type is not written from. */
  readonly encode: (values: WritableValues) => WritableValues | undefined;
}

type Constructor<T> = new (buffer: ArrayBufferLike, offset: number, length: number) => T;

const same = <T extends TensorValues>(size: number, Type: Constructor<T>): DtypeRule => ({
  size,
  decode: (buffer, offset, length) => new Type(buffer, offset, length),
  encode: (values) => (values instanceof Type ? values : undefined),
});

const half = (dtype: 'F16' | 'BF16'): DtypeRule => ({
  size: 2,
  decode: (buffer, offset, length) => widen(new Uint16Array(buffer, offset, length), dtype),
  encode: (values) => (values instanceof Float32Array ? narrow(values, dtype) : undefined),
});

const wide = <T extends BigInt64Array | BigUint64Array>(
  Type: Constructor<T> & { from(values: Iterable<bigint>): T },
): DtypeRule => ({
  size: 8,
  decode: (buffer, offset, length) => Float64Array.from(new Type(buffer, offset, length), exactNumber),
  encode: (values) => {
    if (values instanceof Type) return values;
    if (!(values instanceof Float64Array) || !values.every(Number.isSafeInteger)) return undefined;
    return Type.from(Array.from(values, BigInt));
  },
});

function exactNumber(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new WeightsError(`${value} is a whole number beyond ±2^53, which JavaScript numbers do not hold exactly.`);
}

/** All types, in the order in which the safetensors library writes their tensors. */
const rules: Readonly<Record<SafetensorsDtype, DtypeRule>> = {
  U64: wide(BigUint64Array),
  I64: wide(BigInt64Array),
  F64: same(8, Float64Array),
  F32: same(4, Float32Array),
  U32: same(4, Uint32Array),
  I32: same(4, Int32Array),
  BF16: half('BF16'),
  F16: half('F16'),
  U16: same(2, Uint16Array),
  I16: same(2, Int16Array),
  I8: same(1, Int8Array),
  U8: same(1, Uint8Array),
  BOOL: same(1, Uint8Array),
};

/** The names of all types, in the order in which they are written. */
export const safetensorsDtypes = Object.keys(rules) as SafetensorsDtype[];

/** Whether a word names a type. */
export const isDtype = (word: unknown): word is SafetensorsDtype =>
  typeof word === 'string' && Object.hasOwn(rules, word);

/** Bytes of one number. */
export const dtypeSize = (dtype: SafetensorsDtype): number => rules[dtype].size;

/** The type that an array of numbers is written as if none is said. */
export function defaultDtype(values: WritableValues): SafetensorsDtype | undefined {
  if (values instanceof BigUint64Array) return 'U64';
  if (values instanceof BigInt64Array) return 'I64';
  return safetensorsDtypes.find((dtype) => (rules[dtype].size < 8 || dtype === 'F64' ? isSame(dtype, values) : false));
}

const isSame = (dtype: SafetensorsDtype, values: WritableValues): boolean => rules[dtype].encode(values) === values;

const isLittleEndianMachine = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * The numbers of little-endian bytes: a view of them where the machine can, else of a copy.
 *
 * @throws WeightsError for a 64-bit number that float64 does not hold exactly.
 */
export function decodeValues(
  dtype: SafetensorsDtype,
  bytes: Uint8Array,
  isLittleEndian = isLittleEndianMachine,
): TensorValues {
  const { size, decode } = rules[dtype];
  const isInPlace = isLittleEndian && bytes.byteOffset % size === 0;
  const own = isInPlace ? bytes : inOrder(bytes.slice(), size, isLittleEndian);
  return decode(own.buffer, own.byteOffset, own.length / size);
}

/**
 * The little-endian bytes of numbers, which are not to be changed; `undefined` for numbers that are not written as this
 * type.
 */
export function encodeValues(
  dtype: SafetensorsDtype,
  values: WritableValues,
  isLittleEndian = isLittleEndianMachine,
): Uint8Array | undefined {
  const encoded = rules[dtype].encode(values);
  if (!encoded) return undefined;
  const bytes = new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  return isLittleEndian ? bytes : inOrder(bytes.slice(), rules[dtype].size, isLittleEndian);
}

/** Turns the bytes of each number round on a machine that has the highest first. */
function inOrder(bytes: Uint8Array, size: number, isLittleEndian: boolean): Uint8Array {
  if (!isLittleEndian) for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
  return bytes;
}
