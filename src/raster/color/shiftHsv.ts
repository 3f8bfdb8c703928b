import { blockOf, runKernel } from '../kernels/kernels.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { byteUnits, type HsvUnits, hsvOfRgb, mapColors, rgbOfHsv } from './hsv.js';

/** How far colours are shifted. */
export interface HsvShift {
  /** Degrees around the circle of colours. */
  readonly hue: number;
  /** Added to saturation, which runs from 0 to 1. */
  readonly saturation: number;
  /** Added to value, which runs from 0 to 1. */
  readonly value: number;
}

/**
 * Shifts hue, saturation and value. Grey stays grey: it has no hue that could be made stronger. Pictures of 8 bits go
 * through OpenCV's 8-bit units (a hue of 2°), others are not rounded in between. Further channels are kept.
 */
export function shiftHsv(raster: Raster, shift: HsvShift): Raster {
  const { data } = raster;
  if (data instanceof Uint8Array) return shiftBytes(raster, data, shift);
  const full = data instanceof Uint16Array ? 65535 : 1;
  const change = shifter({ hue: 360, full, round: false }, shift.hue, shift.saturation * full, shift.value * full);
  return mapColors(raster, change);
}

function shiftBytes(raster: Raster, data: Uint8Array, { hue, saturation, value }: HsvShift): Raster {
  const { channels } = raster;
  const shifts = [Math.round(hue / 2), Math.round(saturation * 255), Math.round(value * 255)] as const;
  const output = roomOf(data, data.length);
  if (shiftByKernel(output, data, channels, shifts)) return { ...raster, data: output };
  const change = shifter(byteUnits, ...shifts);
  if (channels > 3) output.set(data);
  const out = new Float64Array(3);
  for (let i = 0; i < data.length; i += channels) {
    change(out, data[i], data[i + 1], data[i + 2]);
    output[i] = out[0] + 0.5;
    output[i + 1] = out[1] + 0.5;
    output[i + 2] = out[2] + 0.5;
  }
  return { ...raster, data: output };
}

function shiftByKernel(
  output: Uint8Array,
  data: Uint8Array,
  channels: number,
  [hue, saturation, value]: readonly [number, number, number],
): boolean {
  const room = data.length + 4 * channels; // four pixels are read at a time
  const done = runKernel([blockOf(data, room), blockOf(output, room)], (kernels, [from, to]) => {
    kernels.write(from, data);
    if (channels > 3) kernels.write(to, data);
    kernels.shiftHsv8(from, to, data.length / channels, channels, modulo(hue, 180), saturation, value);
    kernels.read(to, output);
    return true;
  });
  return done === true;
}

const modulo = (i: number, n: number): number => ((i % n) + n) % n;

type ChangeColor = (out: Float64Array, r: number, g: number, b: number) => void;

function shifter(units: HsvUnits, hue: number, saturation: number, value: number): ChangeColor {
  const { hue: circle, full } = units;
  const turn = modulo(hue, circle);
  const clip = (level: number): number => (level < 0 ? 0 : Math.min(level, full));
  return (out, r, g, b) => {
    hsvOfRgb(out, r, g, b, units);
    const angle = out[0] + turn;
    const strength = out[1] === 0 ? 0 : clip(out[1] + saturation);
    rgbOfHsv(out, angle >= circle ? angle - circle : angle, strength, clip(out[2] + value), units);
  };
}
