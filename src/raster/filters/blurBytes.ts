import type { Border } from '../border.js';
import { type Kernels, type Pointer, runKernel } from '../kernels/kernels.js';
import type { Raster } from '../raster.js';
import { roomOf } from '../room.js';
import { framePlaces } from './frame.js';

/** Where a filter that goes by rows finds what it needs. */
interface Places {
  readonly source: Pointer;
  readonly to: Pointer;
  readonly rows: Pointer;
  readonly columns: Pointer;
  /** Room for a row of 16-bit numbers with its margins. */
  readonly row: Pointer;
  readonly weights: Pointer;
}

/** Runs a filter of 8-bit pictures that needs rows with margins; `undefined` where there is no WebAssembly. */
export function filterBytes(
  raster: Raster,
  radius: number,
  border: Border,
  weights: Int16Array,
  filter: (kernels: Kernels, places: Places) => void,
): Raster | undefined {
  const { data, width, height, channels } = raster;
  const rows = framePlaces(height, radius, border);
  const columns = framePlaces(width, radius, border);
  const room = columns.length * channels * 2 + 32;
  const output = roomOf(data, data.length);
  const blocks = [data, output, rows.byteLength, columns.byteLength, room, weights.byteLength];
  return runKernel(blocks, (kernels, [source, to, rowsAt, columnsAt, row, weightsAt]) => {
    kernels.write(source, data);
    kernels.write(rowsAt, rows);
    kernels.write(columnsAt, columns);
    kernels.write(weightsAt, weights);
    filter(kernels, { source, to, rows: rowsAt, columns: columnsAt, row, weights: weightsAt });
    kernels.read(to, output);
    return { ...raster, data: output };
  });
}

/** Blurs an 8-bit picture by symmetric weights of 14 bits. */
export function blurBytes(raster: Raster, weights: Int16Array, border: Border): Raster | undefined {
  const { width, height, channels } = raster;
  const radius = weights.length >> 1;
  const half = new Int16Array(radius + 1 + ((radius + 1) % 2));
  half.set(weights.subarray(radius));
  return filterBytes(raster, radius, border, half, (kernels, { source, to, rows, columns, row, weights: at }) =>
    kernels.gaussian8(source, to, rows, columns, row, at, width, height, channels, radius),
  );
}
