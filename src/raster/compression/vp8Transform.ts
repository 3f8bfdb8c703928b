const far = Math.SQRT1_2 * Math.cos(Math.PI / 8);
const near = Math.SQRT1_2 * Math.sin(Math.PI / 8);

/** The orthonormal cosine transform of four numbers that lie `step` apart, in place. */
function forward4(v: Float64Array, at: number, step: number): void {
  const [a, b, c, d] = [v[at], v[at + step], v[at + 2 * step], v[at + 3 * step]];
  v[at] = (a + b + c + d) / 2;
  v[at + 2 * step] = (a - b - c + d) / 2;
  v[at + step] = far * (a - d) + near * (b - c);
  v[at + 3 * step] = near * (a - d) - far * (b - c);
}

function inverse4(v: Float64Array, at: number, step: number): void {
  const [a, b, c, d] = [v[at] / 2, v[at + step], v[at + 2 * step] / 2, v[at + 3 * step]];
  v[at] = a + c + far * b + near * d;
  v[at + 3 * step] = a + c - far * b - near * d;
  v[at + step] = a - c + near * b - far * d;
  v[at + 2 * step] = a - c - near * b + far * d;
}

/** The orthonormal Walsh–Hadamard transform of four numbers, which is its own inverse. */
function hadamard4(v: Float64Array, at: number, step: number): void {
  const [a, b, c, d] = [v[at], v[at + step], v[at + 2 * step], v[at + 3 * step]];
  v[at] = (a + b + c + d) / 2;
  v[at + step] = (a + b - c - d) / 2;
  v[at + 2 * step] = (a - b - c + d) / 2;
  v[at + 3 * step] = (a - b + c - d) / 2;
}

const inBoth =
  (transform: (v: Float64Array, at: number, step: number) => void) =>
  (v: Float64Array): void => {
    for (let i = 0; i < 4; i++) transform(v, 4 * i, 1);
    for (let i = 0; i < 4; i++) transform(v, i, 4);
  };

/** The cosine transform of 4×4 numbers, in place. */
export const forwardDct4 = inBoth(forward4);

/** The inverse of {@link forwardDct4}. */
export const inverseDct4 = inBoth(inverse4);

/** The Walsh–Hadamard transform of 4×4 numbers, in place; twice, it gives the numbers back. */
export const hadamard = inBoth(hadamard4);

/** Rounds to multiples of a step; what lies just above half a step still becomes less, as encoders have it. */
export const quantize = (value: number, step: number): number =>
  Math.sign(value) * Math.floor(Math.abs(value) / step + 0.42) * step;
