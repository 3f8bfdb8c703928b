/** Half the distance from 1 to the next double. */
const roundoff = 2 ** -53;
/** What the rounded determinant may be off by, relative to the sizes of its two products (Shewchuk 1997). */
const errorBound = (3 + 16 * roundoff) * roundoff;

/**
 * The sign of `(bx−ax)·(py−ay) − (by−ay)·(px−ax)`, exactly: on which side of the line through a and b the point p
 * lies, or 0 if it lies on it. Rounded arithmetic decides where it can, whole numbers where it cannot.
 */
export function sideOfLine(ax: number, ay: number, bx: number, by: number, px: number, py: number): number {
  const left = (bx - ax) * (py - ay);
  const right = (by - ay) * (px - ax);
  const difference = left - right;
  const bound = errorBound * (Math.abs(left) + Math.abs(right));
  if (difference > bound || -difference > bound) return Math.sign(difference);
  return exactSide([ax, ay, bx, by, px, py]);
}

function exactSide(coordinates: readonly number[]): number {
  const [ax, ay, bx, by, px, py] = coordinates.map(inSmallestUnits);
  const determinant = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
  return determinant > 0n ? 1 : determinant < 0n ? -1 : 0;
}

const view = new DataView(new ArrayBuffer(8));

/** A double as a whole number of 2^-1074, the smallest that there is. */
function inSmallestUnits(value: number): bigint {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return bits >> 63n === 1n ? -magnitude : magnitude;
}
