import type { Spans } from './areaSpans.js';
import { runKernel } from './kernels/kernels.js';

/** A resize by area of an 8-bit picture. */
export interface AreaJob {
  readonly source: Uint8Array;
  readonly output: Uint8Array;
  readonly width: number;
  readonly channels: number;
  readonly down: Spans;
  readonly across: Spans;
  /** What sums are multiplied by. */
  readonly factor: number;
  /** What is added then, before digits are dropped. */
  readonly bias: number;
}

/** So many bytes of the source are worked on at a time: they stay in the processor's cache. */
const stripBytes = 2 ** 18;

const mostSum = 2 ** 31 - 1;
const mostWeight = 2 ** 15 - 1;

/** Does the job by the kernel; `false` where that is not to be had, or its whole numbers could overflow. */
export function areaByKernel(job: AreaJob): boolean {
  const { source, output, width, channels, down, across } = job;
  const fits = down.total * across.total * 255 <= mostSum && Math.max(down.middleWeight, down.total) <= mostWeight;
  if (!fits) return false;
  const rowLength = width * channels;
  const toWidth = across.first.length;
  const strips = stripsOf(down, Math.max(1, Math.floor(stripBytes / rowLength)));
  const mostRows = strips.reduce((most, { y, endY }) => Math.max(most, down.last[endY - 1] - down.first[y] + 1), 0);
  const mostOutput = strips.reduce((most, { y, endY }) => Math.max(most, endY - y), 0) * toWidth * channels;
  const downTable = tableOf(down);
  const acrossTable = tableOf(across);
  const sizes = [64, 16, 16, downTable.byteLength, acrossTable.byteLength, (rowLength + 16) * 4];
  const done = runKernel([...sizes, mostRows * rowLength, mostOutput], (kernels, at) => {
    const [struct, scale, zeros, downAt, acrossAt, sums, from, to] = at;
    kernels.write(scale, Float64Array.of(job.factor, job.bias));
    kernels.write(zeros, new Uint8Array(16));
    kernels.write(downAt, downTable);
    kernels.write(acrossAt, acrossTable);
    for (const { y, endY } of strips) {
      const firstRow = down.first[y];
      kernels.write(from, source.subarray(firstRow * rowLength, (down.last[endY - 1] + 1) * rowLength));
      const fields = [from, firstRow, rowLength, channels, to, toWidth, y, endY];
      const tables = [downAt, down.first.length, down.middleWeight, acrossAt, across.middleWeight];
      kernels.write(struct, Int32Array.of(...fields, ...tables, scale, sums, zeros));
      kernels.area8(struct);
      kernels.read(to, output.subarray(y * toWidth * channels, endY * toWidth * channels));
    }
    return true;
  });
  return done ?? false;
}

interface Strip {
  readonly y: number;
  readonly endY: number;
}

/** Parts of the output that need no more than so many input rows each, or are one row. */
function stripsOf({ first, last }: Spans, rows: number): Strip[] {
  const strips: Strip[] = [];
  for (let y = 0; y < first.length; ) {
    let endY = y + 1;
    while (endY < first.length && last[endY] - first[y] < rows) endY++;
    strips.push({ y, endY });
    y = endY;
  }
  return strips;
}

function tableOf({ first, last, firstWeight, lastWeight }: Spans): Int32Array {
  const table = new Int32Array(4 * first.length);
  [first, last, firstWeight, lastWeight].forEach((column, i) => {
    table.set(column, i * first.length);
  });
  return table;
}
