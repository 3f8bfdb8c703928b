import { WeightsError } from '../../core/errors.js';

/** An address that stands for "nowhere". */
export const nowhere = -1;

/**
 * The bytes of an HDF5 file, read with care: nothing beyond its end, and no more of it in all than a file of its size can
 * ask for, so that structures that point at each other in a circle come to an end.
 */
export class Hdf5Bytes {
  readonly name: string;
  readonly size: number;
  private readonly where: string;
  private readonly data: Uint8Array;
  private readonly view: DataView;
  private steps = 0;
  private copied = 0;
  private unpacked = 0;

  constructor(where: string, name: string, data: Uint8Array) {
    this.where = where;
    this.name = name;
    this.data = data;
    this.size = data.length;
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  /** An error about this file. */
  error(what: string): WeightsError {
    return new WeightsError(`${this.where}: ${this.name}: ${what}`, { file: this.name });
  }

  /** To be called for every structure that is read. A sound file has no more than bytes. */
  step(): void {
    this.steps++;
    if (this.steps > this.size) throw this.error('its structures go round in a circle. Do not trust this file.');
  }

  u8(at: number): number {
    this.check(at, 1);
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    this.check(at, 2);
    return this.view.getUint16(at, true);
  }

  u32(at: number): number {
    this.check(at, 4);
    return this.view.getUint32(at, true);
  }

  /** A length of 64 bits. */
  u64(at: number): number {
    this.check(at, 8);
    return this.view.getUint32(at + 4, true) * 2 ** 32 + this.view.getUint32(at, true);
  }

  /** An address of 64 bits, {@link nowhere} where all bits are set. */
  address(at: number): number {
    const address = this.u64(at);
    return address >= 2 ** 64 - 1 ? nowhere : address;
  }

  /** A whole number of 1, 2, 4 or 8 bytes. */
  unsigned(at: number, size: number): number {
    return size === 1 ? this.u8(at) : size === 2 ? this.u16(at) : size === 4 ? this.u32(at) : this.u64(at);
  }

  /** Four letters, by which structures begin. */
  expectSignature(at: number, signature: string): void {
    this.step();
    this.check(at, 4);
    const found = String.fromCharCode(...this.data.subarray(at, at + 4));
    if (found !== signature) throw this.error(`there is no ${signature} at byte ${at}. It is damaged.`);
  }

  /** A view of bytes, which count towards what may be read in all: those of a sound file are asked for once. */
  take(at: number, length: number): Uint8Array {
    this.check(at, length);
    this.copied += length;
    if (this.copied > 2 * this.size) {
      throw this.error('its parts lie on top of each other and add up to more than the file. Do not trust it.');
    }
    return this.data.subarray(at, at + length);
  }

  /** To be called before so many bytes are unpacked; in all they may be some times the file's size. */
  swell(length: number, most: number): void {
    this.unpacked += length;
    if (this.unpacked <= most * this.size + 65536) return;
    throw this.error(`its data sets unpack to more than ${most} times its size. Do not trust this file.`);
  }

  /** Text that ends at a zero, or at `most` bytes. */
  text(at: number, most: number): string {
    const end = Math.min(this.size, at + most);
    this.check(at, 0);
    const zero = this.data.subarray(at, end).indexOf(0);
    return decodeText(this.take(at, zero < 0 ? end - at : zero));
  }

  private check(at: number, length: number): void {
    if (at >= 0 && at + length <= this.size) return;
    throw this.error(`it points to bytes ${at} to ${at + length}, but has ${this.size}. It is cut off or damaged.`);
  }
}

/** UTF-8 up to its first zero. */
export function decodeText(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  return new TextDecoder().decode(zero < 0 ? bytes : bytes.subarray(0, zero));
}
