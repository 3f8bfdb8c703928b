/** What the light comes from: a glowing body, or the sun and the sky. */
export type Illuminant = 'blackbody' | 'daylight';

const cubic = ([a, b, c, d]: readonly number[], x: number): number => ((a * x + b) * x + c) * x + d;

/** x of CIE 1931 of a glowing body, by 1000 K / T: below and above 4000 K (Kim et al. 2002). */
const bodyX = [
  [-0.2661239, -0.2343589, 0.8776956, 0.17991],
  [-3.0258469, 2.1070379, 0.2226347, 0.24039],
] as const;

/** y of it by x: below 2222 K, below 4000 K, and above. */
const bodyY = [
  [-1.1063814, -1.3481102, 2.18555832, -0.20219683],
  [-0.9549476, -1.37418593, 2.09137015, -0.16748867],
  [3.081758, -5.8733867, 3.75112997, -0.37001483],
] as const;

/** x of daylight, by 1000 K / T: below and above 7000 K (CIE 15). */
const daylightX = [
  [-4.607, 2.9678, 0.09911, 0.244063],
  [-2.0064, 1.9018, 0.24748, 0.23704],
] as const;

function chromaticity(kelvin: number, illuminant: Illuminant): readonly [x: number, y: number] {
  const inverse = 1000 / kelvin;
  if (illuminant === 'daylight') {
    const x = cubic(daylightX[kelvin <= 7000 ? 0 : 1], inverse);
    return [x, (-3 * x + 2.87) * x - 0.275];
  }
  const x = cubic(bodyX[kelvin <= 4000 ? 0 : 1], inverse);
  return [x, cubic(bodyY[kelvin <= 2222 ? 0 : kelvin <= 4000 ? 1 : 2], x)];
}

/** Linear red, green and blue of light of a temperature, green being 1. */
export function lightOf(kelvin: number, illuminant: Illuminant): readonly [number, number, number] {
  const [x, y] = chromaticity(kelvin, illuminant);
  const [big, small] = [x / y, (1 - x - y) / y];
  const red = 3.240479 * big - 1.53715 - 0.498535 * small;
  const green = -0.969256 * big + 1.875991 + 0.041556 * small;
  const blue = 0.055648 * big - 0.204043 + 1.057311 * small;
  return [red / green, 1, Math.max(0.001, blue / green)];
}
