/** A plane whose blocks are made from left to right and from top to bottom; its sides are multiples of a block. */
export interface CodedPlane {
  readonly data: Uint8Array;
  readonly width: number;
}

/** The pixels around a block that are decoded already. */
interface Surroundings {
  readonly above: Uint8Array;
  readonly left: Uint8Array;
  readonly corner: number;
}

/** VP8 has 127 above the picture and 129 to the left of it (RFC 6386, section 12.2). */
function surroundingsOf({ data, width }: CodedPlane, x: number, y: number, size: number): Surroundings {
  const above = new Uint8Array(size).fill(127);
  const left = new Uint8Array(size).fill(129);
  if (y > 0) above.set(data.subarray((y - 1) * width + x, (y - 1) * width + x + size));
  if (x > 0) for (let i = 0; i < size; i++) left[i] = data[(y + i) * width + x - 1];
  const corner = y === 0 ? 127 : x === 0 ? 129 : data[(y - 1) * width + x - 1];
  return { above, left, corner };
}

/** The four ways to foretell a block: its mean, what is above, what is to the left, and both by their differences. */
function predictions({ above, left, corner }: Surroundings, size: number, x: number, y: number): Uint8Array[] {
  const sum = (values: Uint8Array): number => values.reduce((total, value) => total + value, 0);
  const sides = (y > 0 ? 1 : 0) + (x > 0 ? 1 : 0);
  const total = (y > 0 ? sum(above) : 0) + (x > 0 ? sum(left) : 0);
  const mean = sides === 0 ? 128 : Math.floor(total / (sides * size) + 0.5);
  const make = (at: (column: number, row: number) => number): Uint8Array => {
    const block = new Uint8Array(size * size);
    for (let row = 0, i = 0; row < size; row++)
      for (let column = 0; column < size; column++, i++) block[i] = at(column, row);
    return block;
  };
  return [
    make(() => mean),
    make((column) => above[column]),
    make((_, row) => left[row]),
    make((column, row) => Math.min(255, Math.max(0, above[column] + left[row] - corner))),
  ];
}

/** Of the four predictions of a block, that which has the least squared difference to what it should be. */
export function predictBlock(wanted: CodedPlane, decoded: CodedPlane, x: number, y: number, size: number): Uint8Array {
  let best: Uint8Array | undefined;
  let least = Infinity;
  for (const block of predictions(surroundingsOf(decoded, x, y, size), size, x, y)) {
    let error = 0;
    for (let row = 0, i = 0; row < size; row++) {
      for (let column = 0, o = (y + row) * wanted.width + x; column < size; column++, i++, o++) {
        error += (wanted.data[o] - block[i]) ** 2;
      }
    }
    if (error < least) [best, least] = [block, error];
  }
  return best as Uint8Array;
}
