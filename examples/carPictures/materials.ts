import type { Car, CarShape, Color } from './carShape.js';
import { bodyTop, cabinAt, parts, wheelFace } from './mesh.js';

/** How a surface takes light. */
export interface Material {
  readonly color: Color;
  /** How much it mirrors when seen head-on; nearly everything mirrors when seen at a flat angle. */
  readonly shine: number;
  /** How much of its colour lights up around a highlight, as metallic paint does. */
  readonly sheen: number;
}

const plain = (color: Color, shine = 0.03): Material => ({ color, shine, sheen: 0 });

/** The materials of a car, in the order of the numbers that {@link carMaterialAt} gives. */
export function carMaterials({ paint, metallic, rim, trim }: Car): readonly Material[] {
  const seam = paint.map((part) => part * 0.25) as [number, number, number];
  return [
    { color: paint, shine: 0.05, sheen: metallic * 0.5 },
    plain(seam),
    plain([0.012, 0.014, 0.016], 0.09), // glass
    plain([0.012, 0.012, 0.012], 0.01), // the dark of wheel wells, grilles and gaps
    plain([0.02, 0.02, 0.021], 0.02), // tyres
    { color: rim, shine: 0.12, sheen: 0.5 },
    plain([0.75, 0.77, 0.8], 0.2), // headlights
    plain([0.3, 0.008, 0.01], 0.12), // tail lights
    plain([0.7, 0.7, 0.66]), // number plates
    { color: [0.35, 0.35, 0.36], shine: 0.35, sheen: 0.3 }, // chrome
    plain(trim, 0.03),
  ];
}

const [paint, seam, glass, dark, tyre, rim, lamp, tail, plate, chrome, trim] = Array.from({ length: 11 }, (_, i) => i);

/** The number of the material at a place of a car; `nx` and `ny` are the parts of the normal along and across it. */
export function carMaterialAt(
  shape: CarShape,
  part: number,
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
): number {
  if (part === parts.hull) return hullMaterial(shape, x, Math.abs(y), z, nx, Math.abs(ny));
  if (part === parts.cabin) return cabinMaterial(shape, x, Math.abs(y), z, nx, Math.abs(ny));
  if (part === parts.wheel) return wheelMaterial(shape, x, y, z);
  return part === parts.mirror ? (nx < -0.5 ? glass : trim) : chrome;
}

function hullMaterial(shape: CarShape, x: number, side: number, z: number, nx: number, ny: number): number {
  const { axles, wheelRadius, clearance, length, width, belt, cabin } = shape;
  for (const axle of axles) {
    if (side > width * 0.3 && Math.hypot(x - axle, z - wheelRadius) < wheelRadius * 1.09) return dark;
  }
  if (z < clearance + 0.07) return dark;
  const isBed = shape.body === 'Pickup' && x < cabin.rear - 0.1 && x > 0.12 - length / 2;
  if (isBed && side < width * 0.42 && z > bodyTop(shape, x) - 0.12) return dark;
  const level = (z - clearance) / (bodyTop(shape, x) - clearance);
  const across = side / (width / 2);
  if (x > length / 2 - 0.5 && (nx > 0.35 || across > 0.7)) {
    if (level > 0.6 && level < 0.84 && across > 0.55) return lamp;
    if (nx > 0.35 && level > 0.52 && level < 0.82 && across < 0.44) return Math.sin(z * 110) > 0.6 ? chrome : dark;
    if (nx > 0.35 && level > 0.1 && level < 0.32 && across < 0.66) return dark;
    if (nx > 0.35 && level > 0.35 && level < 0.49 && side < 0.26) return plate;
  }
  if (x < -length / 2 + 0.4 && (nx < -0.35 || across > 0.8)) {
    if (level > 0.6 && level < 0.86 && across > 0.6) return tail;
    if (nx < -0.35 && level > 0.42 && level < 0.56 && side < 0.26) return plate;
    if (nx < -0.35 && level < 0.16) return dark;
  }
  if (ny < 0.75 || z > belt - 0.03) return paint;
  const doors = [cabin.front - 0.35, pillarB(shape), pillarB(shape) - 1.05];
  if (z > clearance + 0.14 && doors.some((door) => Math.abs(x - door) < 0.009)) return seam;
  const isHandle =
    Math.abs(z - belt + 0.13) < 0.022 && doors.slice(1).some((door) => x > door + 0.06 && x < door + 0.24);
  return isHandle ? chrome : z < clearance + 0.14 ? trim : paint;
}

/** Where the front doors end. */
const pillarB = ({ cabin }: CarShape): number => cabin.roofFront - 0.38;

function cabinMaterial(shape: CarShape, x: number, side: number, z: number, nx: number, ny: number): number {
  const foot = shape.belt - 0.06;
  const s = Math.min(1, Math.max(0, (z - foot) / (shape.height - foot)));
  if (s < 0.16 || s > 0.87) return paint;
  const { front, rear, half } = cabinAt(shape, s);
  if (nx > 0.35 && side < half - 0.08) return glass;
  if (nx < -0.35 && side < half - 0.12 && s > 0.24) return shape.body === 'Pickup' || s < 0.82 ? glass : paint;
  if (ny < 0.5 || x > front - 0.13 || x < rear + 0.2) return paint;
  const pillars = [pillarB(shape), pillarB(shape) - 1.05];
  return pillars.some((pillar) => Math.abs(x - pillar) < 0.05) ? dark : glass;
}

function wheelMaterial(shape: CarShape, x: number, y: number, z: number): number {
  const { axles, wheelRadius, spokes } = shape;
  const axle = Math.abs(x - axles[0]) < Math.abs(x - axles[1]) ? axles[0] : axles[1];
  const radius = Math.hypot(x - axle, z - wheelRadius) / wheelRadius;
  if (radius > 0.69 || Math.abs(y) < wheelFace(shape, axle) - 0.1) return tyre;
  if (radius > 0.62 || radius < 0.16) return rim;
  const angle = Math.atan2(z - wheelRadius, x - axle);
  return Math.cos(angle * spokes) > 0.15 - 0.6 * (0.5 - radius) ? rim : dark;
}
