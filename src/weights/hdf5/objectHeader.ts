import type { Hdf5Bytes } from './hdf5Bytes.js';

/** The messages of an object that are read here, by the numbers that the format gives them. */
export const messageTypes = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** One piece of what is known of an object. */
export interface Message {
  readonly type: number;
  /** Where its content begins. */
  readonly at: number;
  readonly size: number;
  /** Whether the content is kept elsewhere, and only its address here. */
  readonly isShared: boolean;
}

interface Block {
  readonly at: number;
  readonly end: number;
}

/** All messages of the object whose header is at an address; both versions of headers. */
export function readMessages(bytes: Hdf5Bytes, address: number): Message[] {
  bytes.step();
  return bytes.u8(address) === 1 ? firstVersion(bytes, address) : secondVersion(bytes, address);
}

function firstVersion(bytes: Hdf5Bytes, address: number): Message[] {
  const start = address + 16;
  return readBlocks(bytes, { at: start, end: start + bytes.u32(address + 8) }, 8, (at) => ({
    type: bytes.u16(at),
    at: at + 8,
    size: bytes.u16(at + 2),
    isShared: (bytes.u8(at + 4) & 2) !== 0,
  }));
}

function secondVersion(bytes: Hdf5Bytes, address: number): Message[] {
  bytes.expectSignature(address, 'OHDR');
  if (bytes.u8(address + 4) !== 2) throw bytes.error(`the object at byte ${address} is of an unknown version.`);
  const flags = bytes.u8(address + 5);
  const sizeAt = address + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const sizeBytes = 1 << (flags & 3);
  const start = sizeAt + sizeBytes;
  const headSize = flags & 4 ? 6 : 4;
  return readBlocks(bytes, { at: start, end: start + bytes.unsigned(sizeAt, sizeBytes) }, headSize, (at) => ({
    type: bytes.u8(at),
    at: at + headSize,
    size: bytes.u16(at + 1),
    isShared: (bytes.u8(at + 3) & 2) !== 0,
  }));
}

/** The messages of a block, and of those that it goes on in. */
function readBlocks(bytes: Hdf5Bytes, first: Block, headSize: number, readMessage: (at: number) => Message): Message[] {
  const messages: Message[] = [];
  const blocks = [first];
  for (let block = blocks.shift(); block; block = blocks.shift()) {
    for (let { at } = block; at + headSize <= block.end; ) {
      bytes.step();
      const message = readMessage(at);
      at = message.at + message.size;
      if (at > block.end) throw bytes.error(`a message at byte ${message.at} is longer than its block. It is damaged.`);
      if (message.type === messageTypes.continuation) blocks.push(nextBlock(bytes, message, headSize < 8));
      else messages.push(message);
    }
  }
  return messages;
}

/** Where messages go on; in the second version between a signature and a checksum. */
function nextBlock(bytes: Hdf5Bytes, { at }: Message, isSecondVersion: boolean): Block {
  const start = bytes.address(at);
  const end = start + bytes.u64(at + 8);
  if (!isSecondVersion) return { at: start, end };
  bytes.expectSignature(start, 'OCHK');
  return { at: start + 4, end: end - 4 };
}
