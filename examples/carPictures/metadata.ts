import type { Random } from 'segkit';
import type { BodyStyle } from './carShape.js';

const makes = ['Aurel', 'Brandt & Sohn', 'Corvo', 'Dalia', 'Estrella', 'Fjord', 'Grand "GT"', 'Halcyon'];
const models: Readonly<Record<BodyStyle, readonly string[]>> = {
  Sedan: ['Lumen', 'Ostra'],
  Coupe: ['Vela', 'Sprint GT'],
  Hatchback: ['Pico', 'Clip'],
  Wagon: ['Lumen Estate', 'Tourer'],
  SUV: ['Tundra Fox', 'Ridge, 4x4'],
  Van: ['Cargo', 'Family'],
  Pickup: ['Hauler', 'Mesa'],
};
const trims = ['Base', 'S', 'Sport', '', 'Premium, 4dr', 'w/Nav', '1.8 "Eco"', ''];

/** A row of `metadata.csv`. */
export type Metadata = {
  readonly id: string;
  readonly year: number;
  readonly make: string;
  readonly model: string;
  readonly trim1: string;
  readonly trim2: string;
};

/** What is known about a car; trims are often missing, and some cells hold commas and quotes, as real tables do. */
export function randomMetadata(random: Random, id: string, body: BodyStyle): Metadata {
  const trim1 = random.choice(trims);
  return {
    id,
    year: random.integer(2005, 2018),
    make: random.choice(makes),
    model: random.choice(models[body]),
    trim1,
    trim2: trim1 === '' ? '' : random.choice(trims),
  };
}
