import fc from 'fast-check';
import type { LabelMap, Raster } from '../../src/raster/index.js';

const side = fc.integer({ min: 1, max: 24 });

/** Label maps of 8 bits and any size up to 24×24, made of runs and noise. */
export const labelMaps = (largest = 255): fc.Arbitrary<LabelMap> =>
  fc.tuple(side, side).chain(([width, height]) =>
    fc
      .array(fc.tuple(fc.integer({ min: 0, max: largest }), fc.integer({ min: 1, max: 20 })), { minLength: 1 })
      .map((runs) => {
        const values = runs.flatMap(([label, length]) => new Array<number>(length).fill(label));
        const data = Uint8Array.from({ length: width * height }, (_, i) => values[i % values.length]);
        return { data, width, height };
      }),
  );

/** Pictures of 8 or 16 bits with 1 to 4 channels. */
export const rasters: fc.Arbitrary<Raster> = fc
  .tuple(side, side, fc.integer({ min: 1, max: 4 }), fc.constantFrom(8, 16), fc.integer())
  .map(([width, height, channels, bits, seed]) => {
    const length = width * height * channels;
    const data = bits === 8 ? new Uint8Array(length) : new Uint16Array(length);
    for (let i = 0; i < length; i++) data[i] = Math.imul(i + seed, 2654435761) >>> 13;
    return { data, width, height, channels };
  });

/** Ways to damage a file: bytes replaced, cut off, taken out or put in. */
export const damages: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc.oneof(
  fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }).map((changes) => {
    return (bytes: Uint8Array) => {
      const output = bytes.slice();
      for (const [place, value] of changes) output[place % output.length] = value;
      return output;
    };
  }),
  fc.nat().map((length) => (bytes: Uint8Array) => bytes.slice(0, length % bytes.length)),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 9 })).map(([place, count]) => {
    return (bytes: Uint8Array) => {
      const start = place % bytes.length;
      return Uint8Array.from([...bytes.slice(0, start), ...bytes.slice(start + count)]);
    };
  }),
  fc.tuple(fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 9 })).map(([place, more]) => {
    return (bytes: Uint8Array) => {
      const start = place % bytes.length;
      return Uint8Array.from([...bytes.slice(0, start), ...more, ...bytes.slice(start)]);
    };
  }),
);
