import type { Random } from 'segkit';

/** A colour in linear light, each part from 0 to 1. */
export type Color = readonly [red: number, green: number, blue: number];

/** The measures of a car in metres. It stands on z = 0 and looks along x; y is to its left. */
export interface CarShape {
  readonly body: BodyStyle;
  readonly length: number;
  readonly width: number;
  readonly height: number;
  /** From the floor to the underside. */
  readonly clearance: number;
  /** Where windows begin. */
  readonly belt: number;
  /** The heights of the body at its nose, before the windscreen and at its tail. */
  readonly nose: number;
  readonly cowl: number;
  readonly deck: number;
  /** Where the glass begins and where the roof does, at the front and at the rear. */
  readonly cabin: {
    readonly front: number;
    readonly rear: number;
    readonly roofFront: number;
    readonly roofRear: number;
  };
  readonly axles: readonly [front: number, rear: number];
  readonly wheelRadius: number;
  /** How boxy it is: the exponent of its rounded sections. */
  readonly boxiness: number;
  readonly spokes: number;
  readonly hasRails: boolean;
}

/** How a car looks. */
export interface Car {
  readonly shape: CarShape;
  readonly paint: Color;
  /** What the paint is called. */
  readonly paintName: string;
  /** 0 for plain, 1 for the most metallic paint. */
  readonly metallic: number;
  readonly rim: Color;
  readonly trim: Color;
}

export type BodyStyle = 'Sedan' | 'Coupe' | 'Hatchback' | 'Wagon' | 'SUV' | 'Van' | 'Pickup';

type Measures = Omit<CarShape, 'body' | 'spokes' | 'hasRails' | 'cabin' | 'axles'> & {
  readonly cabin: readonly [front: number, rear: number, roofFront: number, roofRear: number];
  readonly axles: readonly [number, number];
};

const measures = (
  [length, width, height, clearance]: readonly [number, number, number, number],
  [nose, cowl, belt, deck]: readonly [number, number, number, number],
  cabin: Measures['cabin'],
  axles: Measures['axles'],
  wheelRadius: number,
  boxiness: number,
): Measures => ({ length, width, height, clearance, nose, cowl, belt, deck, cabin, axles, wheelRadius, boxiness });

const bodies: Readonly<Record<BodyStyle, Measures>> = {
  Sedan: measures([4.7, 1.84, 1.45, 0.17], [0.7, 0.93, 0.9, 0.98], [1.1, -1.75, 0.3, -1.0], [1.4, -1.36], 0.33, 4),
  Coupe: measures([4.5, 1.86, 1.33, 0.13], [0.68, 0.88, 0.86, 0.93], [0.95, -1.9, 0.1, -0.75], [1.36, -1.3], 0.335, 4),
  Hatchback: measures(
    [4.0, 1.76, 1.5, 0.16],
    [0.74, 0.96, 0.92, 0.98],
    [1.08, -1.85, 0.35, -1.5],
    [1.25, -1.28],
    0.31,
    3.8,
  ),
  Wagon: measures(
    [4.75, 1.84, 1.5, 0.16],
    [0.72, 0.94, 0.92, 0.98],
    [1.08, -2.22, 0.3, -1.9],
    [1.42, -1.36],
    0.33,
    4.2,
  ),
  SUV: measures([4.65, 1.92, 1.76, 0.23], [0.95, 1.12, 1.1, 1.15], [1.12, -2.15, 0.5, -1.85], [1.4, -1.38], 0.38, 4.8),
  Van: measures([4.95, 1.96, 1.95, 0.18], [0.86, 1.08, 1.08, 1.14], [1.8, -2.36, 0.95, -2.2], [1.6, -1.42], 0.34, 5.2),
  Pickup: measures([5.4, 1.96, 1.82, 0.26], [0.98, 1.14, 1.14, 1.12], [1.0, -0.95, 0.4, -0.72], [1.72, -1.62], 0.4, 5),
};

// The most common paints first; white and silver on a light studio floor are what makes the task hard.
const paints: readonly (readonly [name: string, color: Color, share: number])[] = [
  ['white', [0.86, 0.86, 0.85], 24],
  ['silver', [0.52, 0.53, 0.54], 14],
  ['grey', [0.19, 0.2, 0.21], 12],
  ['black', [0.012, 0.012, 0.014], 12],
  ['blue', [0.02, 0.07, 0.24], 9],
  ['red', [0.4, 0.012, 0.018], 9],
  ['beige', [0.47, 0.41, 0.31], 5],
  ['green', [0.02, 0.1, 0.05], 4],
  ['sky', [0.18, 0.38, 0.55], 4],
  ['brown', [0.1, 0.045, 0.025], 3],
  ['orange', [0.62, 0.16, 0.015], 2],
  ['yellow', [0.74, 0.5, 0.03], 2],
];

/** A car that depends on the random stream alone. */
export function randomCar(random: Random): Car {
  const body = random.choice(Object.keys(bodies) as BodyStyle[]);
  const [paintName, paint] = weightedChoice(random);
  const tone = random.uniform(0.85, 1.12);
  return {
    shape: randomShape(random, body),
    paintName,
    paint: paint.map((part) => Math.min(0.9, part * tone * random.uniform(0.95, 1.05))) as [number, number, number],
    metallic: paintName === 'white' ? random.uniform(0, 0.3) : random.uniform(0.1, 1),
    rim: random.chance(0.75) ? [0.5, 0.51, 0.52] : [0.03, 0.03, 0.03],
    trim: random.chance(0.5) ? [0.02, 0.02, 0.022] : paint,
  };
}

function randomShape(random: Random, body: BodyStyle): CarShape {
  const base = bodies[body];
  const stretch = random.uniform(0.94, 1.06);
  const lift = random.uniform(0.96, 1.05);
  const [front, rear, roofFront, roofRear] = base.cabin.map((x) => x * stretch + random.uniform(-0.05, 0.05));
  return {
    ...base,
    body,
    length: base.length * stretch,
    width: base.width * random.uniform(0.97, 1.03),
    height: base.height * lift,
    belt: base.belt * lift,
    nose: base.nose * random.uniform(0.93, 1.07),
    cowl: base.cowl * lift,
    deck: base.deck * lift * random.uniform(0.97, 1.04),
    cabin: { front, rear, roofFront, roofRear },
    axles: [base.axles[0] * stretch, base.axles[1] * stretch],
    wheelRadius: base.wheelRadius * random.uniform(0.96, 1.07),
    boxiness: base.boxiness * random.uniform(0.9, 1.15),
    spokes: random.choice([5, 5, 6, 7, 10]),
    hasRails: (body === 'SUV' || body === 'Wagon') && random.chance(0.6),
  };
}

function weightedChoice(random: Random): (typeof paints)[number] {
  const tickets = paints.flatMap((paint) => Array<typeof paint>(paint[2]).fill(paint));
  return random.choice(tickets);
}
