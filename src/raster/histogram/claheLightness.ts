import { lightnessPlane, shiftLightness } from '../color/lightness.js';
import { lightnessTables, rootUnit } from '../color/lightnessTables.js';
import { framePlaces } from '../filters/frame.js';
import { type Block, blockOf, type Kernels, type Pointer, runKernel } from '../kernels/kernels.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { betweenTiles, type ClaheOptions, clahe, claheTiles } from './clahe.js';

/** CLAHE of the lightness of CIELAB; a and b are kept, and so are channels after the third. */
export function claheLightness(raster: Raster, options: ClaheOptions): Raster {
  const fast = claheBytes(raster, options);
  if (fast) return fast;
  const plane = lightnessPlane(raster);
  return shiftLightness(raster, plane.data, clahe(plane, options));
}

/** The three steps by WebAssembly, without leaving its memory; `undefined` where that cannot be. */
function claheBytes(raster: Raster, options: ClaheOptions): Raster | undefined {
  const { data, width, height, channels } = raster;
  if (!(data instanceof Uint8Array)) return undefined;
  const { rows, columns } = options;
  const { tileWidth, tileHeight, limit } = claheTiles(raster, options);
  const downs = framePlaces(height, tileHeight * rows - height, 'reflect101').subarray(tileHeight * rows - height);
  const acrosses = framePlaces(width, tileWidth * columns - width, 'reflect101').subarray(tileWidth * columns - width);
  const across = joined(betweenTiles(width, tileWidth, columns));
  const down = joined(betweenTiles(height, tileHeight, rows));
  const colors = lightnessTables();
  const pixels = width * height;
  const room = data.length + 4 * channels; // four pixels are read at a time
  const output = roomOf(data, data.length);
  const planes: Block[] = [blockOf(data, room), blockOf(output, room), pixels, pixels, rows * columns * 256, 1024];
  const lists = [
    downs,
    acrosses,
    across,
    down,
    colors.light,
    colors.root,
    colors.lightness,
    colors.level,
    colors.matrices,
  ];
  return runKernel([...planes, ...lists.map((list) => list.byteLength), 64, 24], (kernels, at) => {
    const [source, to, before, after, tables, counts, downsAt, acrossesAt, acrossAt, downAt] = at;
    kernels.write(source, data);
    lists.forEach((list, i) => void kernels.write(at[planes.length + i], list));
    const colorsAt = writePointers(kernels, at.slice(-7));
    if (channels > 3) kernels.write(to, data);
    kernels.lightness8(source, before, pixels, channels, colorsAt);
    kernels.claheTables8(
      ...([before, tables, counts, downsAt, acrossesAt, width, rows, columns, tileWidth, tileHeight, limit] as const),
    );
    kernels.applyClahe8(before, after, tables, acrossAt, downAt, width, height, columns);
    kernels.shiftLightness8(source, to, before, after, pixels, channels, rootUnit, colorsAt);
    kernels.read(to, output);
    return { ...raster, data: output };
  });
}

/** Writes where the tables of colours are, in the order in which the kernels want them, to the last block. */
function writePointers(kernels: Kernels, at: readonly Pointer[]): Pointer {
  const block = at[at.length - 1];
  kernels.write(block, Int32Array.from(at.slice(0, -1)));
  return block;
}

function joined({ first, second, share }: ReturnType<typeof betweenTiles>): Int32Array {
  const list = new Int32Array(3 * first.length);
  list.set(first);
  list.set(second, first.length);
  list.set(share, 2 * first.length);
  return list;
}
