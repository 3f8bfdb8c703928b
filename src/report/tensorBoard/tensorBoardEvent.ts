import { checkNumber, checkOptionNames } from '../../core/options.js';
import { maskedCrc32c } from './crc32c.js';
import { bytesField, doubleField, floatField, integerField, joinBytes, stringField } from './protobuf.js';

/** A picture for TensorBoard. */
export interface TensorBoardImage {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** The picture as a PNG file. */
  readonly png: Uint8Array;
}

/** What {@link tensorBoardEvent} writes. */
export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** The place on TensorBoard's x axis, at least 0. */
  readonly step: number;
  /** Numbers by their names; a slash in a name makes groups. */
  readonly scalars?: Readonly<Record<string, number>>;
  /** Pictures by their names. */
  readonly images?: Readonly<Record<string, TensorBoardImage>>;
}

/**
 * The bytes with which a TensorBoard event file begins. Its name must contain `tfevents`.
 *
 * @param wallTime seconds since 1970
 * @example
 * ```ts
 * import { tensorBoardEvent, tensorBoardHeader } from 'segkit';
 *
 * const file = [tensorBoardHeader(1e9), tensorBoardEvent({ wallTime: 1e9, step: 1, scalars: { loss: 0.5 } })];
 * console.log(file.map(({ length }) => length));
 * ```
 */
export function tensorBoardHeader(wallTime: number): Uint8Array {
  return record(joinBytes([doubleField(1, wallTime), stringField(3, 'brain.Event:2')]));
}

/**
 * Numbers and pictures of one step, as the bytes to append to a TensorBoard event file: a TFRecord that holds an `Event`
 * with a `Summary`.
 *
 * @throws OptionError for a step that is no whole number of at least 0.
 * @see https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto
 * @example
 * ```ts
 * import { tensorBoardEvent } from 'segkit';
 *
 * const bytes = tensorBoardEvent({ wallTime: Date.now() / 1000, step: 3, scalars: { 'train/loss': 0.25 } });
 * console.log(bytes.length);
 * ```
 */
export function tensorBoardEvent(event: TensorBoardEvent): Uint8Array {
  checkOptionNames('tensorBoardEvent', event, ['wallTime', 'step', 'scalars', 'images']);
  const { wallTime, step, scalars = {}, images = {} } = event;
  checkNumber('tensorBoardEvent', 'step', step, { min: 0, integer: true });
  const values = [
    ...Object.entries(scalars).map(([name, value]) => [stringField(1, name), floatField(2, value)]),
    ...Object.entries(images).map(([name, image]) => [stringField(1, name), bytesField(4, imageMessage(image))]),
  ];
  const summary = joinBytes(values.map((fields) => bytesField(1, joinBytes(fields))));
  return record(joinBytes([doubleField(1, wallTime), integerField(2, step), bytesField(5, summary)]));
}

/** Four channels are what TensorBoard is told of; it reads the PNG itself. */
function imageMessage({ width, height, png }: TensorBoardImage): Uint8Array {
  return joinBytes([integerField(1, height), integerField(2, width), integerField(3, 4), bytesField(4, png)]);
}

/** A record of a TFRecord file: its length and itself, each with a checksum. */
function record(data: Uint8Array): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setUint32(0, data.length, true);
  const checksum = (bytes: Uint8Array): Uint8Array => {
    const sum = new Uint8Array(4);
    new DataView(sum.buffer).setUint32(0, maskedCrc32c(bytes), true);
    return sum;
  };
  return joinBytes([length, checksum(length), data, checksum(data)]);
}
