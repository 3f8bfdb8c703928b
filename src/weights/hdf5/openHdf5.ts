// Why not the C library by WebAssembly (h5wasm 0.10.3, 14.8 MB installed)? Because it cannot be trusted with files that are not:
// of 2000 Keras files with one to four bytes changed, it ran on for ever with one, aborted with 28, and asked for more than
// 2 GB with six of at most 600 kB. A loop in WebAssembly cannot be stopped from the thread that it runs in.
import type { TensorValues } from '../safetensors/dtypes.js';
import { readDataspace, readDatatype } from './datatype.js';
import { Hdf5Bytes, nowhere } from './hdf5Bytes.js';
import { type Message, messageTypes, readMessages } from './objectHeader.js';
import { type AttributeValue, readAttributes } from './readAttributes.js';
import { readChunks } from './readChunks.js';
import { elementCount, numbersOf } from './readElements.js';
import { readFilters } from './readFilters.js';
import { readLinks } from './readLinks.js';

/** A group: a folder of groups and data sets. */
export interface Hdf5Group {
  readonly kind: 'group';
  /** Its place, for instance `/layers/conv2d`. */
  readonly path: string;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** The names of its members, in the order of the file. */
  readonly names: readonly string[];
  /** A member by its name, or by a path of names; `undefined` where there is none. */
  open(path: string): Hdf5Group | Hdf5Dataset | undefined;
}

/** An array of numbers. */
export interface Hdf5Dataset {
  readonly kind: 'dataset';
  readonly path: string;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  /** Its shape; `[]` for a single number. */
  readonly shape: readonly number[];
  /**
   * Its numbers, in C order, where the machine can as a view of the file's bytes: not to be changed. To be read once.
   *
   * @throws WeightsError for what is no array of numbers, or packed in a way that is not read.
   */
  read(): Promise<TensorValues>;
}

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether bytes begin as HDF5 files do. */
export const isHdf5 = (bytes: Uint8Array): boolean => signature.every((byte, i) => bytes[i] === byte);

/**
 * Reads HDF5 files as h5py writes them by default, which is how Keras stores weights: groups, attributes of text and
 * numbers, arrays in one piece or in chunks, plain or by deflate. What else the format knows is refused with a word about
 * it.
 *
 * Nothing in the file is trusted: every address is checked, and so is how much is read in all.
 *
 * @param name - what messages call the file
 * @throws WeightsError for what is no HDF5 file, damaged, or in a form that is not read.
 * @see HDF5 File Format Specification, version 3.0
 */
export function openHdf5(where: string, name: string, data: Uint8Array): Hdf5Group {
  const bytes = new Hdf5Bytes(where, name, data);
  if (!isHdf5(data)) throw bytes.error('it is no HDF5 file: its first bytes are others.');
  const version = bytes.u8(8);
  if (version > 3) throw bytes.error(`it is of version ${version} of HDF5, which is not read.`);
  const sizesAt = version < 2 ? 13 : 9;
  if (bytes.u8(sizesAt) !== 8 || bytes.u8(sizesAt + 1) !== 8) throw bytes.error('its addresses have not 8 bytes.');
  const end = bytes.u64(version < 2 ? 40 : 28);
  if (end > bytes.size) throw bytes.error(`it has ${bytes.size} bytes, and says that they are ${end}. It is cut off.`);
  const root = bytes.address(version === 0 ? 64 : version === 1 ? 68 : 36);
  const opened = openObject(bytes, root, '/');
  if (opened.kind === 'group') return opened;
  throw bytes.error('its root is no group. It is damaged.');
}

function openObject(bytes: Hdf5Bytes, address: number, path: string): Hdf5Group | Hdf5Dataset {
  const messages = readMessages(bytes, address);
  const attributes = readAttributes(bytes, messages);
  const isDataset = messages.some(({ type }) => type === messageTypes.layout);
  return isDataset ? openDataset(bytes, messages, path, attributes) : openGroup(bytes, messages, path, attributes);
}

function openGroup(
  bytes: Hdf5Bytes,
  messages: readonly Message[],
  path: string,
  attributes: Hdf5Group['attributes'],
): Hdf5Group {
  const links = readLinks(bytes, messages);
  const open = (name: string): Hdf5Group | Hdf5Dataset | undefined => {
    const [first, ...rest] = name.split('/').filter((part) => part !== '');
    const address = links.get(first);
    if (address === undefined) return undefined;
    const member = openObject(bytes, address, path === '/' ? `/${first}` : `${path}/${first}`);
    if (rest.length === 0) return member;
    return member.kind === 'group' ? member.open(rest.join('/')) : undefined;
  };
  return { kind: 'group', path, attributes, names: [...links.keys()], open };
}

function openDataset(
  bytes: Hdf5Bytes,
  messages: readonly Message[],
  path: string,
  attributes: Hdf5Dataset['attributes'],
): Hdf5Dataset {
  const wrong: Wrong = (what) => bytes.error(`the data set ${path} ${what}`);
  const find = (type: number, what: string): Message => {
    const message = messages.find((each) => each.type === type);
    if (!message) throw wrong(`has no ${what}. It is damaged.`);
    if (message.isShared) throw wrong(`shares its ${what} with others, which is not read.`);
    return message;
  };
  const shape = readDataspace(bytes, find(messageTypes.dataspace, 'shape').at);
  if (!shape) throw wrong('is empty, without a shape.');
  const read = async (): Promise<TensorValues> => {
    const type = readDatatype(bytes, find(messageTypes.datatype, 'type').at);
    if (type.kind !== 'number')
      throw wrong(`holds ${type.kind === 'other' ? type.name : type.kind} values, no numbers.`);
    if (shape.includes(0)) return new Float32Array(0);
    const filters = messages.filter((message) => message.type === messageTypes.filters);
    const layoutAt = find(messageTypes.layout, 'layout').at;
    return numbersOf(bytes, type.dtype, await readStored(bytes, { shape, size: type.size, layoutAt, filters, wrong }));
  };
  return { kind: 'dataset', path, attributes, shape, read };
}

type Wrong = (what: string) => Error;

interface Stored {
  readonly shape: readonly number[];
  readonly size: number;
  readonly layoutAt: number;
  readonly filters: readonly Message[];
  readonly wrong: Wrong;
}

/** The bytes of a data set: in the layout message itself, in one piece, or in chunks. */
async function readStored(
  bytes: Hdf5Bytes,
  { shape, size, layoutAt: at, filters, wrong }: Stored,
): Promise<Uint8Array> {
  const [version, kind] = [bytes.u8(at), bytes.u8(at + 1)];
  const isKnown = version === 3 || (version === 4 && kind < 2);
  if (!isKnown) throw wrong('is stored in a form that is not read. Rewrite the file: h5repack -l CONTI -f NONE.');
  if (kind === 2) {
    const known = filters.flatMap((message) => readFilters(bytes, message));
    return readChunks(bytes, { shape, size, layoutAt: at, filters: known });
  }
  const length = elementCount(bytes, shape, size) * size;
  const [start, stored] = kind === 0 ? [at + 4, bytes.u16(at + 2)] : [bytes.address(at + 2), bytes.u64(at + 10)];
  if (start === nowhere) throw wrong('was never written.');
  if (stored < length) throw wrong(`has ${stored} bytes instead of ${length}. It is damaged.`);
  return bytes.take(start, length);
}
