import { type Hdf5Bytes, nowhere } from './hdf5Bytes.js';
import { type Message, messageTypes } from './objectHeader.js';

/** Where the objects of a group are, by name. Links to other places than this file are left out. */
export type Links = ReadonlyMap<string, number>;

/**
 * The members of a group, in either of the forms that h5py writes: a table in a tree, or messages.
 *
 * @throws WeightsError for groups in the dense form of newer files.
 */
export function readLinks(bytes: Hdf5Bytes, messages: readonly Message[]): Links {
  const links = new Map<string, number>();
  for (const { type, at } of messages) {
    if (type === messageTypes.symbolTable) readTable(bytes, bytes.address(at), bytes.address(at + 8), links);
    else if (type === messageTypes.link) readLink(bytes, at, links);
    else if (type === messageTypes.linkInfo) checkNotDense(bytes, at);
  }
  return links;
}

function checkNotDense(bytes: Hdf5Bytes, at: number): void {
  const heap = bytes.address(at + 2 + (bytes.u8(at + 1) & 1 ? 8 : 0));
  if (heap === nowhere) return;
  throw bytes.error("its groups are in the dense form of libver='latest', which is not read. Save it with Keras.");
}

function readLink(bytes: Hdf5Bytes, at: number, links: Map<string, number>): void {
  const flags = bytes.u8(at + 1);
  let next = at + 2;
  const isHard = !(flags & 8) || bytes.u8(next) === 0;
  next += (flags & 8 ? 1 : 0) + (flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0);
  const lengthSize = 1 << (flags & 3);
  const length = bytes.unsigned(next, lengthSize);
  next += lengthSize;
  if (isHard) links.set(bytes.text(next, length), bytes.address(next + length));
}

/** The tree of a group's table, whose names are in a heap. */
function readTable(bytes: Hdf5Bytes, tree: number, heap: number, links: Map<string, number>): void {
  bytes.expectSignature(heap, 'HEAP');
  const [namesSize, namesAt] = [bytes.u64(heap + 8), bytes.address(heap + 24)];
  const pending = [tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    bytes.expectSignature(node, 'TREE');
    if (bytes.u8(node + 4) !== 0) throw bytes.error(`the tree at byte ${node} is none of a group. It is damaged.`);
    const [level, count] = [bytes.u8(node + 5), bytes.u16(node + 6)];
    for (let i = 0; i < count; i++) {
      const child = bytes.address(node + 32 + 16 * i);
      if (level > 0) pending.push(child);
      else readTableNode(bytes, child, namesAt, namesSize, links);
    }
  }
}

function readTableNode(
  bytes: Hdf5Bytes,
  node: number,
  namesAt: number,
  namesSize: number,
  links: Map<string, number>,
): void {
  bytes.expectSignature(node, 'SNOD');
  const count = bytes.u16(node + 6);
  for (let i = 0; i < count; i++) {
    bytes.step();
    const entry = node + 8 + 40 * i;
    const isSymbolic = bytes.u32(entry + 16) === 2;
    const name = bytes.u64(entry);
    if (name >= namesSize) throw bytes.error(`a name of the group at byte ${node} is not in its heap. It is damaged.`);
    if (!isSymbolic) links.set(bytes.text(namesAt + name, namesSize - name), bytes.address(entry + 8));
  }
}
