import type { Random } from 'segkit';
import type { CarShape, Color } from './carShape.js';
import { boxMesh, type Mesh } from './mesh.js';

/** Something flat on the wall: a door, a window, a sign. */
interface Panel {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
  readonly color: Color;
}

/** A room with a floor, a wall behind, lamps above and a few things standing about. */
export interface Studio {
  readonly wall: Color;
  readonly floor: Color;
  /** How far behind the middle the wall stands. */
  readonly depth: number;
  /** Over how many metres floor and wall run into each other. */
  readonly cove: number;
  /** The disc that cars are turned on: its radius, and how much lighter or darker it is. */
  readonly table: { readonly radius: number; readonly tone: number };
  /** The length of a floor tile; 0 for none. */
  readonly tile: number;
  readonly panels: readonly Panel[];
  /** The brightest place of the room, and how fast it gets darker from there. */
  readonly spot: { readonly x: number; readonly falloff: number };
  readonly shadow: { readonly strength: number; readonly x: number; readonly y: number };
  /** How much the floor mirrors. */
  readonly gloss: number;
  readonly props: readonly { readonly mesh: Mesh; readonly color: Color }[];
}

const scaled = (color: Color, factor: number): Color => [color[0] * factor, color[1] * factor, color[2] * factor];

/** A studio that depends on the random stream alone; most are light grey, as real ones are. */
export function randomStudio(random: Random): Studio {
  const warmth = random.uniform(-0.06, 0.06);
  const level = random.chance(0.7) ? random.uniform(0.42, 0.8) : random.uniform(0.06, 0.35);
  const wall: Color = [level * (1 + warmth), level, level * (1 - warmth)];
  const floor = scaled(wall, random.uniform(0.6, 1.15));
  const colored = (): Color => {
    const brightness = random.uniform(0.03, 0.7);
    return [
      brightness * random.uniform(0.3, 1.2),
      brightness * random.uniform(0.3, 1.2),
      brightness * random.uniform(0.3, 1.2),
    ];
  };
  const depth = random.uniform(4.2, 6.5);
  const panels = Array.from({ length: random.integer(0, 5) }, () => {
    const left = random.uniform(-6, 5);
    const bottom = random.chance(0.5) ? 0 : random.uniform(0.4, 2);
    const color = random.chance(0.4) ? colored() : scaled(wall, random.choice([0.3, 0.55, 0.8, 1.2]));
    return { left, right: left + random.uniform(0.3, 2.6), bottom, top: bottom + random.uniform(0.4, 2.6), color };
  });
  const props = Array.from({ length: random.integer(0, 5) }, () => {
    const half = [random.uniform(0.12, 0.6), random.uniform(0.12, 0.4), random.uniform(0.1, 0.8)] as const;
    const x = random.choice([-1, 1]) * random.uniform(0.4, 4.4);
    const y = Math.min(depth - 0.5, random.uniform(3.1, 4.6));
    return { mesh: boxMesh([x, y, half[2]], half, random.uniform(0, Math.PI)), color: colored() };
  });
  return {
    ...{ wall, floor, depth, panels, props },
    cove: random.chance(0.6) ? random.uniform(0.5, 2.5) : 0.03,
    table: { radius: random.uniform(2.7, 3.1), tone: random.chance(0.7) ? random.uniform(0.8, 1.15) : 1 },
    tile: random.chance(0.25) ? random.uniform(0.5, 1.2) : 0,
    spot: { x: random.uniform(-3, 3), falloff: random.uniform(0.004, 0.03) },
    shadow: { strength: random.uniform(0.2, 0.6), x: random.uniform(-0.35, 0.35), y: random.uniform(-0.2, 0.35) },
    gloss: random.chance(0.6) ? random.uniform(0.04, 0.3) : 0,
  };
}

/**
 * How much light reaches a point of the floor past the car above it, which is turned about the middle: little where it
 * stands, and somewhat less on the side away from the lamps.
 */
export function shadowAt(shape: CarShape, turn: number, x: number, y: number, shadow: Studio['shadow']): number {
  const cos = Math.cos(turn);
  const sin = Math.sin(turn);
  const contact = Math.exp(-outside(shape, cos * x + sin * y, cos * y - sin * x) / 0.16);
  const [sx, sy] = [x - shadow.x, y - shadow.y];
  const cast = Math.exp(-outside(shape, cos * sx + sin * sy, cos * sy - sin * sx) / 0.75);
  return (1 - 0.8 * contact) * (1 - shadow.strength * cast);
}

/** How far a point is from the rounded rectangle that a car covers, 0 inside. */
function outside({ length, width }: CarShape, x: number, y: number): number {
  const [dx, dy] = [Math.abs(x) - length / 2 + 0.6, Math.abs(y) - width / 2 + 0.45];
  return Math.max(0, Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - 0.4);
}

/** What a ray from the camera meets if it meets neither the car nor a prop, before shadows. */
export function backdropAt(
  studio: Studio,
  eyeY: number,
  eyeZ: number,
  dx: number,
  dy: number,
  dz: number,
  out: Float32Array,
): void {
  const { depth, cove, wall, floor, table, tile, spot, panels } = studio;
  const toWall = (depth - eyeY) / dy;
  const height = eyeZ + toWall * dz;
  // Over the cove, floor and wall are mixed by the height at which the ray would meet the wall.
  const share = Math.min(1, Math.max(0, height / cove + 0.5));
  const mixed = share * share * (3 - 2 * share);
  const toFloor = dz < 0 ? -eyeZ / dz : toWall;
  const [fx, fy] = [toFloor * dx, eyeY + toFloor * dy];
  const wx = toWall * dx;
  const floorLight = floorTone(table, tile, fx, fy) / (1 + spot.falloff * ((fx - spot.x) ** 2 + fy * fy));
  const wallLight = 1 / (1 + spot.falloff * ((wx - spot.x) ** 2 + 2 * (height - 2) ** 2));
  const panel =
    height > cove * 0.5
      ? panels.find((p) => wx > p.left && wx < p.right && height > p.bottom && height < p.top)
      : undefined;
  for (let k = 0; k < 3; k++) {
    out[k] = (1 - mixed) * floor[k] * floorLight + mixed * (panel ? panel.color[k] : wall[k]) * wallLight;
  }
}

function floorTone(table: Studio['table'], tile: number, x: number, y: number): number {
  const distance = Math.hypot(x, y) - table.radius;
  const isGroove = table.tone !== 1 && Math.abs(distance) < 0.02;
  const isJoint = tile > 0 && distance > 0 && (Math.abs(x % tile) < 0.015 || Math.abs(y % tile) < 0.015);
  return (distance < 0 ? table.tone : 1) * (isGroove ? 0.5 : isJoint ? 0.75 : 1);
}
