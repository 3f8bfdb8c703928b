import type { TensorValues } from '../safetensors/dtypes.js';
import { type Datatype, readDataspace, readDatatype } from './datatype.js';
import { type Hdf5Bytes, nowhere } from './hdf5Bytes.js';
import { type Message, messageTypes } from './objectHeader.js';
import { elementCount, numbersOf, readTexts } from './readElements.js';

/** What is noted on a group or data set: a text, a list of them, or numbers. */
export type AttributeValue = string | readonly string[] | TensorValues;

/**
 * The attributes of an object, but for those of types that neither are numbers nor text.
 *
 * @throws WeightsError for attributes in the dense form of newer files.
 */
export function readAttributes(bytes: Hdf5Bytes, messages: readonly Message[]): ReadonlyMap<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>();
  for (const message of messages) {
    if (message.type === messageTypes.attributeInfo) checkNotDense(bytes, message);
    if (message.type !== messageTypes.attribute) continue;
    const { name, value } = readAttribute(bytes, message);
    if (value !== undefined) attributes.set(name, value);
  }
  return attributes;
}

function checkNotDense(bytes: Hdf5Bytes, { at }: Message): void {
  const heap = bytes.address(at + 2 + (bytes.u8(at + 1) & 1 ? 2 : 0));
  if (heap === nowhere) return;
  throw bytes.error("its attributes are in the dense form of libver='latest', which is not read. Save it with Keras.");
}

function readAttribute(bytes: Hdf5Bytes, { at, size }: Message): { name: string; value: AttributeValue | undefined } {
  const version = bytes.u8(at);
  if (version < 1 || version > 3) throw bytes.error(`the attribute at byte ${at} is of an unknown version.`);
  const isShared = version > 1 && bytes.u8(at + 1) !== 0;
  const sizes = [bytes.u16(at + 2), bytes.u16(at + 4), bytes.u16(at + 6)];
  // The first version begins each part at a multiple of 8.
  const [nameSize, typeSize, spaceSize] = sizes.map((part) => (version === 1 ? Math.ceil(part / 8) * 8 : part));
  const nameAt = at + (version === 3 ? 9 : 8);
  const name = bytes.text(nameAt, sizes[0]);
  const typeAt = nameAt + nameSize;
  const dataAt = typeAt + typeSize + spaceSize;
  if (dataAt > at + size) throw bytes.error(`the attribute "${name.slice(0, 100)}" is longer than its message.`);
  if (isShared) return { name, value: undefined };
  return { name, value: readValue(bytes, readDatatype(bytes, typeAt), typeAt + typeSize, dataAt) };
}

function readValue(bytes: Hdf5Bytes, type: Datatype, spaceAt: number, at: number): AttributeValue | undefined {
  const shape = readDataspace(bytes, spaceAt);
  if (!shape || type.kind === 'other') return undefined;
  const count = elementCount(bytes, shape, type.size);
  if (type.kind === 'number') return numbersOf(bytes, type.dtype, bytes.take(at, count * type.size));
  const texts = readTexts(bytes, type, at, count);
  return shape.length === 0 ? texts[0] : texts;
}
