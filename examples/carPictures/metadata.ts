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

/** A row of `metadata.csv`; trims are often missing, and some cells hold commas and quotes, as real tables do. */
export function randomMetadata(random: Random, id: string, body: BodyStyle): readonly string[] {
  const trim = random.choice(trims);
  return [
    id,
    String(random.integer(2005, 2018)),
    random.choice(makes),
    random.choice(models[body]),
    trim,
    trim === '' ? '' : random.choice(trims),
  ];
}

/** Rows as CSV, RFC 4180. */
export function csv(rows: readonly (readonly string[])[]): string {
  const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');
}
