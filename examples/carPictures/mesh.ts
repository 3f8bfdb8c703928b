import type { CarShape } from './carShape.js';

/** What a surface belongs to; 0 stands for nothing. */
export const parts = { hull: 1, cabin: 2, wheel: 3, mirror: 4, rail: 5, prop: 6 } as const;

/** A point or direction in space. */
export type Vector = readonly [x: number, y: number, z: number];

/** Triangles with normals. */
export interface Mesh {
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  readonly triangles: Uint32Array;
  /** The part of each vertex. */
  readonly parts: Uint8Array;
}

type Surface = (u: number, v: number) => Vector;

/** A superellipse: a circle for 2, nearly a rectangle for 8. Its points crowd in the corners, where they are needed. */
function superellipse(angle: number, exponent: number): readonly [number, number] {
  return [signedPower(Math.cos(angle), 2 / exponent), signedPower(Math.sin(angle), 2 / exponent)];
}

const signedPower = (value: number, power: number): number => Math.sign(value) * Math.abs(value) ** power;

const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
const smooth = (low: number, high: number, x: number): number => {
  const t = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
};

/** The height of the body without its cabin, from tail to nose. */
export function bodyTop(shape: CarShape, x: number): number {
  const { length, cabin, nose, cowl, belt, deck } = shape;
  if (x >= cabin.front) return mix(cowl, nose, smooth(cabin.front, length / 2, x) ** 0.8);
  if (x <= cabin.rear) return mix(deck, deck - 0.04, smooth(cabin.rear, -length / 2, x));
  return mix(mix(deck, belt, smooth(cabin.rear, cabin.rear + 0.7, x)), cowl, smooth(cabin.front - 0.8, cabin.front, x));
}

/** Half the width of the body at a place along it, and where its section is widest. */
function sectionAt(
  shape: CarShape,
  x: number,
): { readonly half: number; readonly middle: number; readonly top: number } {
  const { length, width, clearance } = shape;
  const s = Math.min(1, Math.abs((2 * x) / length));
  const top = bodyTop(shape, x);
  const half = (width / 2) * (1 - s ** 9) ** (1 / 3) * (1 - 0.03 * s ** 3);
  return { half, middle: clearance + 0.3 * (top - clearance), top };
}

/** The lower body: rounded sections from tail to nose. */
function hull(shape: CarShape): Surface {
  const { length, clearance, boxiness } = shape;
  return (u, v) => {
    const s = Math.sin((u - 0.5) * Math.PI); // dense at the ends, where the body is round
    const x = (s * length) / 2;
    const { half, middle, top } = sectionAt(shape, x);
    const side = (1 - Math.abs(s) ** 9) ** (1 / 3);
    const bottom = clearance + 0.1 * smooth(0.8, 1, Math.abs(s));
    const [y, z] = superellipse(v * 2 * Math.PI, boxiness);
    return [x, y * half, middle + z * side * (z > 0 ? top - middle : middle - bottom)];
  };
}

/** The slanted ends of the cabin at a height from 0 (belt) to 1 (roof), and half its width there. */
export function cabinAt(
  shape: CarShape,
  s: number,
): { readonly front: number; readonly rear: number; readonly half: number } {
  const { cabin, width } = shape;
  return {
    front: mix(cabin.front, cabin.roofFront, s ** 1.15),
    rear: mix(cabin.rear, cabin.roofRear, s ** 1.15),
    half: (width / 2) * mix(0.95, 0.72, s),
  };
}

/** Windows and roof: a rounded box that leans inwards. */
function cabin(shape: CarShape): Surface {
  const { belt, height } = shape;
  const foot = belt - 0.06;
  return (u, v) => {
    const [around, up] = superellipse(((1 - u) * Math.PI) / 2, 4.5);
    const { front, rear, half } = cabinAt(shape, up);
    const [cx, cy] = superellipse(v * 2 * Math.PI, 6);
    const x = (front + rear) / 2 + (cx * around * (front - rear)) / 2;
    const crown = 1 - 0.05 * (cy * around) ** 2 - 0.04 * (cx * around) ** 2;
    return [x, cy * around * half, foot + (height - foot) * up * (up > 0.5 ? mix(1, crown, (up - 0.5) * 2) : 1)];
  };
}

/** How far from the middle the outer side of a wheel is: flush with the body just above the axle. */
export const wheelFace = (shape: CarShape, axle: number): number => sectionAt(shape, axle).half * 1.003;

/** A wheel: a profile turned about its axle. */
function wheel(shape: CarShape, axle: number, side: 1 | -1): Surface {
  const { wheelRadius: radius } = shape;
  const face = side * wheelFace(shape, axle);
  const profile = [
    ...[[0, -0.015], [0.2, -0.015], [0.62, -0.05], [0.68, -0.005], [0.72, 0]],
    ...[[0.92, 0], [0.98, -0.02], [1, -0.05], [1, -0.2], [0.9, -0.22], [0, -0.22]],
  ]; // biome-ignore format: pairs of radius and depth
  return (u, v) => {
    const at = u * (profile.length - 1);
    const i = Math.min(profile.length - 2, Math.floor(at));
    const r = mix(profile[i][0], profile[i + 1][0], at - i) * radius;
    const depth = mix(profile[i][1], profile[i + 1][1], at - i);
    const angle = v * 2 * Math.PI;
    return [axle + r * Math.cos(angle), face + side * depth, radius + r * Math.sin(angle)];
  };
}

function ellipsoid(centre: Vector, radii: Vector): Surface {
  return (u, v) => {
    const ring = Math.sin(u * Math.PI);
    return [
      centre[0] + radii[0] * ring * Math.cos(v * 2 * Math.PI),
      centre[1] + radii[1] * ring * Math.sin(v * 2 * Math.PI),
      centre[2] + radii[2] * Math.cos(u * Math.PI),
    ];
  };
}

/** A surface, and into how many rows and columns it is cut. */
interface Patch {
  readonly surface: Surface;
  readonly rows: number;
  readonly columns: number;
  readonly part: number;
}

const meshes = new WeakMap<CarShape, Mesh>(); // all views of a car share one

/** The triangles of a car. */
export function carMesh(shape: CarShape): Mesh {
  const known = meshes.get(shape);
  if (known) return known;
  const mesh = meshOf(carPatches(shape));
  meshes.set(shape, mesh);
  return mesh;
}

function carPatches(shape: CarShape): readonly Patch[] {
  const { cabin: glass, width, belt, height } = shape;
  const patches: Patch[] = [
    { surface: hull(shape), rows: 72, columns: 64, part: parts.hull },
    { surface: cabin(shape), rows: 36, columns: 64, part: parts.cabin },
  ];
  for (const side of [1, -1] as const) {
    for (const axle of shape.axles) {
      patches.push({ surface: wheel(shape, axle, side), rows: 20, columns: 40, part: parts.wheel });
    }
    const mirror = ellipsoid([glass.front - 0.42, side * (width / 2 + 0.01), belt + 0.1], [0.08, 0.14, 0.085]);
    patches.push({ surface: mirror, rows: 10, columns: 14, part: parts.mirror });
    if (!shape.hasRails) continue;
    const middle = (glass.roofFront + glass.roofRear) / 2;
    const reach = (glass.roofFront - glass.roofRear) / 2.1;
    const rail = ellipsoid([middle, side * width * 0.27, height - 0.015], [reach, 0.025, 0.04]);
    patches.push({ surface: rail, rows: 8, columns: 24, part: parts.rail });
  }
  return patches;
}

/** A box, turned about its upright axis. */
export function boxMesh(centre: Vector, half: Vector, turn: number): Mesh {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const face = (axis: number, side: number): Surface => {
    return (u, v) => {
      const p = [0, 0, 0];
      p[axis] = side * half[axis];
      p[(axis + 1) % 3] = (2 * u - 1) * half[(axis + 1) % 3];
      p[(axis + 2) % 3] = (2 * v - 1) * half[(axis + 2) % 3];
      return [centre[0] + cos * p[0] - sin * p[1], centre[1] + sin * p[0] + cos * p[1], centre[2] + p[2]];
    };
  };
  const faces = [0, 1, 2].flatMap((axis) => [face(axis, 1), face(axis, -1)]);
  return meshOf(faces.map((surface) => ({ surface, rows: 1, columns: 1, part: parts.prop })));
}

/** Cuts surfaces into triangles. */
function meshOf(patches: readonly Patch[]): Mesh {
  const positions: number[] = [];
  const normals: number[] = [];
  const triangles: number[] = [];
  const partOf: number[] = [];
  for (const { surface, rows, columns, part } of patches) {
    const first = partOf.length;
    for (let i = 0; i <= rows; i++) {
      for (let j = 0; j <= columns; j++) {
        positions.push(...surface(i / rows, j / columns));
        normals.push(...normalAt(surface, i / rows, j / columns));
        partOf.push(part);
        if (i === rows || j === columns) continue;
        const corner = first + i * (columns + 1) + j;
        const below = corner + columns + 1;
        triangles.push(corner, corner + 1, below, below, corner + 1, below + 1);
      }
    }
  }
  return {
    positions: Float32Array.from(positions),
    normals: Float32Array.from(normals),
    triangles: Uint32Array.from(triangles),
    parts: Uint8Array.from(partOf),
  };
}

/** The direction across a surface, either way: what is seen of a closed body always faces the camera. */
function normalAt(surface: Surface, u: number, v: number): Vector {
  const h = 4e-3;
  // Poles have no direction of their own; just beside them there is one.
  const uu = Math.min(1 - h, Math.max(h, u));
  const [a, b, c, d] = [surface(uu + h, v), surface(uu - h, v), surface(uu, v + h), surface(uu, v - h)];
  const p = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
  const q = [c[0] - d[0], c[1] - d[1], c[2] - d[2]];
  const n = [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
  const length = Math.hypot(...n) || 1;
  return [n[0] / length, n[1] / length, n[2] / length];
}
