import type { SafetensorsDtype } from '../safetensors/dtypes.js';
import type { Hdf5Bytes } from './hdf5Bytes.js';

/** What the elements of a data set or attribute are. */
export type Datatype =
  | { readonly kind: 'number'; readonly size: number; readonly dtype: SafetensorsDtype }
  | { readonly kind: 'text'; readonly size: number }
  | { readonly kind: 'textReference'; readonly size: number }
  | { readonly kind: 'other'; readonly size: number; readonly name: string };

const classNames = [
  'fixed-point',
  'floating-point',
  'time',
  'string',
  'bit field',
  'opaque',
  'compound',
  'reference',
  'enumeration',
  'variable-length',
  'array',
];

/** Reads a datatype message; types that are not understood are kept by name, for an error where they are needed. */
export function readDatatype(bytes: Hdf5Bytes, at: number): Datatype {
  bytes.step();
  const [kind, bits, size] = [bytes.u8(at) & 15, bytes.u8(at + 1), bytes.u32(at + 4)];
  const other: Datatype = { kind: 'other', size, name: classNames[kind] ?? `class ${kind}` };
  const isBigEndian = (bits & 1) !== 0;
  if (kind === 0) return isBigEndian ? bigEndian(size) : wholeNumber(size, (bits & 8) !== 0, other);
  if (kind === 1) return isBigEndian ? bigEndian(size) : floatingPoint(size, bytes.u8(at + 13), other);
  if (kind === 3) return { kind: 'text', size };
  // h5py keeps what HDF5 has no name for as bytes without meaning: of two bytes, the bfloat16 of Keras.
  if (kind === 5 && size === 2) return { kind: 'number', size, dtype: 'BF16' };
  if (kind === 8) return { ...readBase(bytes, at + 8), size }; // of h5py: true and false
  if (kind === 9 && (bits & 15) === 1) return { kind: 'textReference', size };
  return other;
}

function readBase(bytes: Hdf5Bytes, at: number): Datatype {
  const kind = bytes.u8(at) & 15;
  return kind === 0 ? readDatatype(bytes, at) : { kind: 'other', size: bytes.u32(at + 4), name: 'enumeration' };
}

const bigEndian = (size: number): Datatype => ({ kind: 'other', size, name: 'big-endian number' });

function wholeNumber(size: number, isSigned: boolean, other: Datatype): Datatype {
  const dtype = `${isSigned ? 'I' : 'U'}${8 * size}` as SafetensorsDtype;
  return [1, 2, 4, 8].includes(size) ? { kind: 'number', size, dtype } : other;
}

/** By the number of bits of its exponent, which tells the two 16-bit forms apart. */
function floatingPoint(size: number, exponentBits: number, other: Datatype): Datatype {
  const known: Readonly<Record<string, SafetensorsDtype>> = {
    '2/5': 'F16',
    '2/8': 'BF16',
    '4/8': 'F32',
    '8/11': 'F64',
  };
  const dtype = known[`${size}/${exponentBits}`];
  return dtype ? { kind: 'number', size, dtype } : other;
}

/** The shape of a dataspace message, `[]` for a single element; `undefined` where there is none at all. */
export function readDataspace(bytes: Hdf5Bytes, at: number): number[] | undefined {
  bytes.step();
  const version = bytes.u8(at);
  if (version !== 1 && version !== 2) throw bytes.error(`the shape at byte ${at} is of an unknown version.`);
  if (version === 2 && bytes.u8(at + 3) === 2) return undefined;
  const start = at + (version === 1 ? 8 : 4);
  return Array.from({ length: bytes.u8(at + 1) }, (_, i) => bytes.u64(start + 8 * i));
}
