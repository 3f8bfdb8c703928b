import type { Pointer } from './kernels.js';

/** The kernels that change values; the sources in `assembly` say what each does. */
export interface PixelKernels {
  applyClahe8(
    plane: Pointer,
    to: Pointer,
    tables: Pointer,
    across: Pointer,
    down: Pointer,
    width: number,
    height: number,
    columns: number,
  ): void;
  claheTables8(
    plane: Pointer,
    tables: Pointer,
    counts: Pointer,
    downs: Pointer,
    acrosses: Pointer,
    width: number,
    rows: number,
    columns: number,
    tileWidth: number,
    tileHeight: number,
    limit: number,
  ): void;
  lightness8(source: Pointer, plane: Pointer, pixels: number, channels: number, tables: Pointer): void;
  shiftLightness8(
    source: Pointer,
    to: Pointer,
    before: Pointer,
    after: Pointer,
    pixels: number,
    channels: number,
    unit: number,
    tables: Pointer,
  ): void;
  box8(
    source: Pointer,
    to: Pointer,
    rows: Pointer,
    columns: Pointer,
    row: Pointer,
    width: number,
    height: number,
    channels: number,
    size: number,
    factor: number,
    drop: number,
  ): void;
  convolve8(
    framed: Pointer,
    to: Pointer,
    rowLength: number,
    height: number,
    stride: number,
    pairs: Pointer,
    count: number,
    shift: number,
  ): void;
  disk8(
    source: Pointer,
    to: Pointer,
    rows: Pointer,
    columns: Pointer,
    sums: Pointer,
    disk: Pointer,
    width: number,
    height: number,
    channels: number,
    count: number,
    margin: number,
    total: number,
  ): void;
  frame8(
    source: Pointer,
    to: Pointer,
    rows: Pointer,
    columns: Pointer,
    width: number,
    height: number,
    margin: number,
    inside: number,
    channels: number,
  ): void;
  gaussian8(
    source: Pointer,
    to: Pointer,
    rows: Pointer,
    columns: Pointer,
    row: Pointer,
    weights: Pointer,
    width: number,
    height: number,
    channels: number,
    radius: number,
  ): void;
  gray8(source: Pointer, to: Pointer, pixels: number): void;
  lookUp8(source: Pointer, to: Pointer, length: number, tables: Pointer, count: number): void;
  median3x8(
    source: Pointer,
    to: Pointer,
    rows: Pointer,
    sorted: Pointer,
    width: number,
    height: number,
    channels: number,
  ): void;
  median5x8(
    source: Pointer,
    to: Pointer,
    rows: Pointer,
    sorted: Pointer,
    network: Pointer,
    pairs: number,
    slots: Pointer,
    place: number,
    width: number,
    height: number,
    channels: number,
  ): void;
  medianBins8(
    source: Pointer,
    to: Pointer,
    rows: Pointer,
    columns: Pointer,
    bins: Pointer,
    sums: Pointer,
    width: number,
    height: number,
    channels: number,
    size: number,
  ): void;
  mixColors8(source: Pointer, to: Pointer, pixels: number, channels: number, matrix: Pointer): void;
  noise8(source: Pointer, to: Pointer, length: number, share: number, table: Pointer, state: Pointer): void;
  quantizePlane8(plane: Pointer, width: number, height: number, steps: Pointer, block: Pointer): void;
  shade8(
    source: Pointer,
    to: Pointer,
    across: Pointer,
    down: Pointer,
    width: number,
    height: number,
    fall: number,
  ): void;
  shiftHsv8(
    source: Pointer,
    to: Pointer,
    pixels: number,
    channels: number,
    turn: number,
    saturation: number,
    value: number,
  ): void;
}
