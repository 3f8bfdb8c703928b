import type { LabelMap, Random, Raster } from 'segkit';
import { type Car, randomCar } from './carShape.js';
import { randomFilm } from './film.js';
import { type Scene, shadeSample } from './lighting.js';
import { carMaterials } from './materials.js';
import { carMesh } from './mesh.js';
import { type Camera, cameraAt, emptySamples, type Placed, project, rasterize, type Samples } from './rasterize.js';
import { backdropAt, randomStudio, type Studio, shadowAt } from './studio.js';

/** Options of {@link drawCar}. */
export interface DrawCarOptions {
  readonly width: number;
  readonly height: number;
  /** 1 … 16, each 22.5° further: 1 shows the front, 5 the right side, 9 the rear. Left out, any angle. */
  readonly view?: number;
  /** Left out, any car. */
  readonly car?: Car;
  /** Left out, any studio. */
  readonly studio?: Studio;
}

/** A picture of a car and which of its pixels are the car. */
export interface CarPicture {
  /** RGB, 8 bits. */
  readonly image: Raster;
  /** 1 where at least half of the pixel is car. */
  readonly mask: LabelMap;
}

const bandSamples = 2 ** 18; // so that a picture of any size needs the same memory

/**
 * Draws a car in a studio: a solid body of triangles in perspective, with paint, glass, lamps, wheels, mirror images
 * of the lights, a shadow and noise. It depends on the random stream and the options alone.
 */
export function drawCar(random: Random, options: DrawCarOptions): CarPicture {
  const { width, height } = options;
  const scene = randomScene(random, options);
  const scale = width * height <= 2 ** 18 ? 3 : 2;
  const bandRows = Math.min(height, Math.ceil(bandSamples / (width * scale * scale)));
  const image = new Uint8Array(width * height * 3);
  const mask = new Uint8Array(width * height);
  const develop = randomFilm(random.key('film'), width, height);
  const direct = emptySamples(width * scale, bandRows * scale);
  const mirrored = emptySamples(width * scale, bandRows * scale);
  const corners = scene.placed.map((placed) => project(placed, scene.camera, false));
  const cornersBelow = scene.placed.map((placed) => project(placed, scene.camera, true));
  const light = new Float32Array(3);
  for (let top = 0; top < height; top += bandRows) {
    drawBand(scene, corners, direct, top * scale, scale);
    if (scene.studio.gloss > 0) drawBand(scene, cornersBelow, mirrored, top * scale, scale);
    for (let y = top; y < Math.min(height, top + bandRows); y++) {
      for (let x = 0; x < width; x++) {
        mask[y * width + x] = shadePixel(scene, direct, mirrored, x, y, y - top, scale, light) >= 0.5 ? 1 : 0;
        develop(light, x, y, image);
      }
    }
  }
  return { image: { data: image, width, height, channels: 3 }, mask: { data: mask, width, height } };
}

function randomScene(random: Random, options: DrawCarOptions): Scene {
  const { view, car = randomCar(random.key('car')), studio = randomStudio(random.key('studio')) } = options;
  const draw = random.key('camera');
  const step = view === undefined ? draw.uniform(0, 16) : view - 1 + draw.uniform(-0.12, 0.12);
  const turn = -Math.PI / 2 + (step * Math.PI) / 8;
  const placed = [{ mesh: carMesh(car.shape), turn }, ...studio.props.map(({ mesh }) => ({ mesh, turn: 0 }))];
  return { car, studio, camera: randomCamera(draw, placed[0], options), turn, materials: carMaterials(car), placed };
}

/** A camera that has the whole car in its picture, not always in the middle and not always as large. */
function randomCamera(random: Random, car: Placed, { width, height }: DrawCarOptions): Camera {
  const [distance, eye, target] = [random.uniform(8, 10), random.uniform(1.1, 2.3), random.uniform(0.6, 0.75)];
  const at = (focal: number, x: number, y: number): Camera => cameraAt(distance, eye, target, focal, [x, y]);
  const unit = boundsOf(project(car, at(1, 0, 0), false));
  const size = Math.min(width, height * 1.5) * random.uniform(1.05, 1.6);
  const focal = Math.min(size, (0.95 * width) / (unit.right - unit.left), (0.85 * height) / (unit.bottom - unit.top));
  const within = (wanted: number, low: number, high: number): number => Math.min(high, Math.max(low, wanted));
  const x = within(
    width * random.uniform(0.36, 0.64),
    0.02 * width - focal * unit.left,
    0.98 * width - focal * unit.right,
  );
  const y = within(
    height * random.uniform(0.46, 0.66),
    0.02 * height - focal * unit.top,
    0.98 * height - focal * unit.bottom,
  );
  return at(focal, x, y);
}

/** The box around projected corners. */
function boundsOf(corners: Float32Array): { left: number; right: number; top: number; bottom: number } {
  const bounds = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (let i = 0; i < corners.length; i += 3) {
    bounds.left = Math.min(bounds.left, corners[i]);
    bounds.right = Math.max(bounds.right, corners[i]);
    bounds.top = Math.min(bounds.top, corners[i + 1]);
    bounds.bottom = Math.max(bounds.bottom, corners[i + 1]);
  }
  return bounds;
}

function drawBand(scene: Scene, corners: readonly Float32Array[], into: Samples, top: number, scale: number): void {
  into.nearness.fill(0);
  scene.placed.forEach(({ mesh }, i) => {
    rasterize(mesh, corners[i], i, into, top, scale);
  });
}

/** The light of a pixel, into `out`; gives back how much of it is car. */
function shadePixel(
  scene: Scene,
  direct: Samples,
  mirrored: Samples,
  x: number,
  y: number,
  row: number,
  scale: number,
  out: Float32Array,
): number {
  let [red, green, blue, car] = [0, 0, 0, 0];
  for (let j = 0; j < scale; j++) {
    for (let i = 0; i < scale; i++) {
      const sample = (row * scale + j) * direct.width + x * scale + i;
      if (direct.nearness[sample] > 0) {
        shadeSample(scene, direct, sample, 1, out);
        if (direct.object[sample] === 0) car++;
      } else {
        shadeBackdrop(scene, mirrored, sample, x + (i + 0.5) / scale, y + (j + 0.5) / scale, out);
      }
      red += out[0];
      green += out[1];
      blue += out[2];
    }
  }
  const count = scale * scale;
  [out[0], out[1], out[2]] = [red / count, green / count, blue / count];
  return car / count;
}

/** Floor or wall at a place of the picture, with the shadow of the car and what the floor mirrors. */
function shadeBackdrop(scene: Scene, mirrored: Samples, sample: number, x: number, y: number, out: Float32Array): void {
  const { studio, camera, car, turn } = scene;
  const { eye, forward, up, focal, centre } = camera;
  const dx = (x - centre[0]) / focal;
  const rise = (centre[1] - y) / focal;
  const dy = forward[1] + rise * up[1];
  const dz = forward[2] + rise * up[2];
  backdropAt(studio, eye[1], eye[2], dx, dy, dz, out);
  if (dz >= 0) return;
  const fx = (-eye[2] / dz) * dx;
  const fy = eye[1] - (eye[2] / dz) * dy;
  const light = shadowAt(car.shape, turn, fx, fy, studio.shadow);
  const share = mirrored.nearness[sample] > 0 ? studio.gloss * Math.exp(-1.1 * mirrored.position[sample * 3 + 2]) : 0;
  const [red, green, blue] = [out[0] * light, out[1] * light, out[2] * light];
  if (share > 0) shadeSample(scene, mirrored, sample, -1, out);
  out[0] = red + share * (out[0] - red);
  out[1] = green + share * (out[1] - green);
  out[2] = blue + share * (out[2] - blue);
}
