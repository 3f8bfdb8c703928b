import type { Car } from './carShape.js';
import { carMaterialAt, type Material } from './materials.js';
import type { Camera, Placed, Samples } from './rasterize.js';
import type { Studio } from './studio.js';

/** All that a picture shows. The car is the first of the placed meshes; the others are props of the studio. */
export interface Scene {
  readonly car: Car;
  readonly studio: Studio;
  readonly camera: Camera;
  /** How far the car is turned about the upright axis. */
  readonly turn: number;
  readonly materials: readonly Material[];
  readonly placed: readonly Placed[];
}

const sun = [-0.31, -0.52, 0.8] as const;

/** A step that rises smoothly from 0 at `low` to 1 at `high`. */
const smooth = (low: number, high: number, x: number): number => {
  const t = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
};

/**
 * The light that a sample sends to the camera, into `out`: what its colour scatters, and what it mirrors, more at flat
 * angles (Schlick's approximation). `eyeSide` is −1 for the camera below the floor that sees what the floor mirrors.
 */
export function shadeSample(scene: Scene, samples: Samples, sample: number, eyeSide: 1 | -1, out: Float32Array): void {
  const { studio, camera, car, materials, placed } = scene;
  const object = samples.object[sample];
  const { turn } = placed[object];
  const [px, py, pz] = [
    samples.position[sample * 3],
    samples.position[sample * 3 + 1],
    samples.position[sample * 3 + 2],
  ];
  let [nx, ny, nz] = [samples.normal[sample * 3], samples.normal[sample * 3 + 1], samples.normal[sample * 3 + 2]];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];

  // Towards the camera, in the directions of the mesh.
  const ex = sin * camera.eye[1];
  const ey = cos * camera.eye[1];
  const distance = Math.hypot(ex - px, ey - py, eyeSide * camera.eye[2] - pz);
  const [vx, vy, vz] = [(ex - px) / distance, (ey - py) / distance, (eyeSide * camera.eye[2] - pz) / distance];
  const length = Math.hypot(nx, ny, nz) || 1;
  const facing = (nx * vx + ny * vy + nz * vz) / length;
  const flip = (facing < 0 ? -1 : 1) / length;
  [nx, ny, nz] = [nx * flip, ny * flip, nz * flip];

  const material =
    object === 0
      ? materials[carMaterialAt(car.shape, samples.part[sample], px, py, pz, nx, ny)]
      : { color: studio.props[object - 1].color, shine: 0.03, sheen: 0 };
  const [wx, wy] = [cos * nx - sin * ny, sin * nx + cos * ny];
  const direct = Math.max(0, wx * sun[0] + wy * sun[1] + nz * sun[2]);
  const low = nz > 0.6 ? 1 : 0.35 + 0.65 * smooth(0, 0.75, pz);
  const scattered = (0.34 + 0.3 * (nz + 1) * 0.5 + 0.42 * direct) * low;

  const towards = Math.abs(facing);
  const matte = Math.min(1, material.shine / 0.045);
  const mirror = material.shine + (1 - material.shine) * matte * fifthPower(1 - towards);
  const [rx, ry] = [2 * towards * wx - (cos * vx - sin * vy), 2 * towards * wy - (sin * vx + cos * vy)];
  const rz = 2 * towards * nz - vz;
  const lamps = lampLight(rx, ry, rz);
  const sheen = material.sheen * Math.max(0, rz) * Math.max(0, rz) * 0.7;
  for (let k = 0; k < 3; k++) {
    const room = rz < 0 ? studio.floor[k] * (0.35 + 0.4 * Math.exp(3 * rz)) : studio.wall[k] * (0.55 + 0.45 * (1 - rz));
    out[k] = material.color[k] * (scattered * (1 - mirror) + sheen) + mirror * (room * low + lamps);
  }
}

const fifthPower = (x: number): number => x * x * x * x * x;

/** Three rows of long lamps under the ceiling, as paint and glass mirror them. */
function lampLight(x: number, y: number, z: number): number {
  if (z < 0.15) return 0;
  const [across, along] = [(x * 4) / z, (y * 4) / z];
  const strips = strip(along + 2.2) + strip(along - 1.2) + strip(along + 5.5);
  return (1 - smooth(4, 6, Math.abs(across))) * strips * 2.6;
}

/** A lamp that is about a metre wide. */
const strip = (along: number): number => 1 - smooth(0.35, 0.6, Math.abs(along));
