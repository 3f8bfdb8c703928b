import type { LightColor } from './blendLight.js';

/** A light whose glow fades away. */
export interface FlareSource {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly intensity: number;
}

/** A faint disk, a little brighter at its rim. */
export interface FlareDisk {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly color: LightColor;
}

/** The light of a source and of its reflections: red, green and blue for each pixel, from 0 on. */
export function drawFlare(
  width: number,
  height: number,
  source: FlareSource,
  disks: readonly FlareDisk[],
): Float32Array {
  const light = new Float32Array(width * height * 3);
  const { radius, intensity } = source;
  if (radius > 0) {
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i += 3) {
        const r = Math.hypot(x - source.x, y - source.y) / radius;
        if (r > 4) continue;
        const core = Math.exp(-((4 * r) ** 2)); // the sun itself
        const glow = 0.75 * Math.exp(-2 * r);
        const halo = intensity * Math.max(0, Math.max(core, glow) - 0.75 * Math.exp(-8)); // 0 where it ends
        light[i] = halo;
        light[i + 1] = halo * (0.94 + 0.06 * core);
        light[i + 2] = halo * (0.82 + 0.18 * core);
      }
    }
  }
  for (const disk of disks) addDisk(light, width, disk);
  return light;
}

function addDisk(light: Float32Array, width: number, { x, y, radius, color }: FlareDisk): void {
  const height = light.length / 3 / width;
  for (let row = Math.max(0, Math.ceil(y - radius)); row <= Math.min(height - 1, y + radius); row++) {
    for (let column = Math.max(0, Math.ceil(x - radius)); column <= Math.min(width - 1, x + radius); column++) {
      const distance = Math.hypot(column - x, row - y);
      const edge = Math.min(1, Math.max(0, radius - distance));
      const part = edge * (0.6 + 0.4 * (distance / radius) ** 4);
      const i = (row * width + column) * 3;
      for (let c = 0; c < 3; c++) light[i + c] += part * color[c];
    }
  }
}
