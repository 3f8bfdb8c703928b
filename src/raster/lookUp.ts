import { runKernel } from './kernels/kernels.js';

/** Values that stand in tables. */
export type Levels = Uint8Array | Uint16Array;

/** Looks every value up in the table of its channel; there is one table for each channel. */
export function lookUp(output: Levels, data: Levels, tables: readonly Levels[]): void {
  const [first] = tables;
  const isOne = tables.every((table) => table === first || table.every((value, i) => value === first[i]));
  const used = isOne ? [first] : tables;
  if (data instanceof Uint8Array && lookUpBytes(output, data, used)) return;
  used.forEach((table, channel) => {
    for (let i = channel; i < data.length; i += used.length) output[i] = table[data[i]];
  });
}

function lookUpBytes(output: Levels, data: Uint8Array, tables: readonly Levels[]): boolean {
  const { length } = data;
  const done = runKernel([data, output, 256 * tables.length], (kernels, [source, to, tablesAt]) => {
    kernels.write(source, data);
    tables.forEach((table, i) => void kernels.write(tablesAt + 256 * i, table));
    kernels.lookUp8(source, to, length, tablesAt, tables.length);
    kernels.read(to, output);
    return true;
  });
  return done === true;
}
