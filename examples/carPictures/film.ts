import type { Random } from 'segkit';

/** The sRGB curve in 4096 steps: light from 0 to 1 becomes a byte, not yet rounded. */
const curve = Float32Array.from({ length: 4096 }, (_, i) => {
  const light = i / 4095;
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
});

/**
 * Turns light into bytes the way a camera does: exposure, a cast of colour, darker corners, soft highlights, the sRGB
 * curve and noise. The function takes the light of a pixel and writes its three bytes.
 */
export function randomFilm(
  random: Random,
  width: number,
  height: number,
): (light: Float32Array, x: number, y: number, into: Uint8Array) => void {
  const exposure = random.uniform(0.85, 1.3);
  const warmth = random.uniform(-0.05, 0.05);
  const cast = [exposure * (1 + warmth), exposure, exposure * (1 - warmth)];
  const vignette = random.uniform(0, 0.35);
  const noise = random.uniform(1.5, 6);
  const grain = noiseSource(random.integer(1, 2 ** 31));
  return (light, x, y, into) => {
    const [dx, dy] = [x / width - 0.5, y / height - 0.5];
    const shade = 1 - vignette * 2 * (dx * dx + dy * dy);
    const shared = grain() * noise * 0.8;
    for (let k = 0; k < 3; k++) {
      const value = light[k] * cast[k] * shade;
      const soft = value / Math.sqrt(Math.sqrt(1 + value * value * value * value));
      const encoded = curve[Math.min(curve.length - 1, Math.round(soft * (curve.length - 1)))];
      into[(y * width + x) * 3 + k] = Math.min(255, Math.max(0, Math.round(encoded + shared + grain() * noise * 0.5)));
    }
  };
}

/** Numbers that are about normally distributed, quickly: sums of bytes of a xorshift generator (Marsaglia 2003). */
function noiseSource(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const sum = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24);
    return (sum - 510) / 147.8; // four bytes have mean 510 and deviation 147.8
  };
}
