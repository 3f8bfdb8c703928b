import { borderIndex } from '../border.js';

/** Levels from 0 to 255, one a pixel; those of float32 lie between them. */
export interface LevelPlane {
  readonly data: Uint8Array | Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Whole levels, one a pixel. */
export interface Plane extends LevelPlane {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** How finely CLAHE looks, and how far it may go. */
export interface ClaheOptions {
  /** The most that a level may be there more often than if all were alike; at least 1 pixel is let through. */
  readonly clipLimit: number;
  readonly rows: number;
  readonly columns: number;
}

/** A table of 256 levels for each tile, row by row. */
export interface ClaheTables {
  readonly tables: Uint8Array;
  readonly rows: number;
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

/** CLAHE of a plane of levels. Levels between two others get what lies between what those two get. */
export function clahe(plane: LevelPlane, options: ClaheOptions): Uint8Array | Float32Array {
  const { data, width, height } = plane;
  if (data instanceof Uint8Array)
    return applyClahe({ data, width, height }, claheTables({ data, width, height }, options));
  const whole = (levels: Float32Array): Plane => ({ data: Uint8Array.from(levels), width, height });
  const tables = claheTables(whole(data.map(Math.round)), options);
  const below = applyClahe(whole(data), tables);
  const above = applyClahe(whole(data.map((level) => Math.min(255, level + 1))), tables);
  return data.map((level, i) => below[i] + (above[i] - below[i]) * (level - Math.floor(level)));
}

/** How large tiles are, and how often a level may be there in one. */
export function claheTiles(
  { width, height }: { readonly width: number; readonly height: number },
  { clipLimit, rows, columns }: ClaheOptions,
): { tileWidth: number; tileHeight: number; limit: number } {
  const [tileWidth, tileHeight] = [Math.ceil(width / columns), Math.ceil(height / rows)];
  return { tileWidth, tileHeight, limit: Math.max(1, Math.floor((clipLimit * tileWidth * tileHeight) / 256)) };
}

/**
 * The tables of contrast-limited adaptive histogram equalization (Zuiderveld 1994), as OpenCV cuts tiles and spreads what
 * is clipped: a picture that the grid does not divide is thought on to the right and below by reflection.
 */
export function claheTables(plane: Plane, { clipLimit, rows, columns }: ClaheOptions): ClaheTables {
  const { tileWidth, tileHeight, limit } = claheTiles(plane, { clipLimit, rows, columns });
  const area = tileWidth * tileHeight;
  const tables = new Uint8Array(rows * columns * 256);
  const counts = new Int32Array(256);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at += 256) {
      countTile(counts, plane, column * tileWidth, row * tileHeight, tileWidth, tileHeight);
      clipCounts(counts, limit);
      for (let level = 0, sum = 0; level < 256; level++) {
        sum += counts[level];
        tables[at + level] = roundToEven((sum * 255) / area);
      }
    }
  }
  return { tables, rows, columns, tileWidth, tileHeight };
}

/** To the nearest whole number, halves to the even one: ties are common here, and a bias would show. */
function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

function countTile(counts: Int32Array, plane: Plane, left: number, top: number, width: number, height: number): void {
  counts.fill(0);
  const inside = Math.max(0, Math.min(width, plane.width - left));
  for (let y = top; y < top + height; y++) {
    const row = borderIndex(y, plane.height, 'reflect101') * plane.width;
    for (let i = row + left; i < row + left + inside; i++) counts[plane.data[i]]++;
    for (let x = left + inside; x < left + width; x++) {
      counts[plane.data[row + borderIndex(x, plane.width, 'reflect101')]]++;
    }
  }
}

/** Cuts off what is above the limit and spreads it evenly over all levels; the rest goes to levels evenly apart. */
function clipCounts(counts: Int32Array, limit: number): void {
  let clipped = 0;
  for (let level = 0; level < 256; level++) {
    if (counts[level] <= limit) continue;
    clipped += counts[level] - limit;
    counts[level] = limit;
  }
  const share = Math.floor(clipped / 256);
  let rest = clipped - share * 256;
  if (share > 0) for (let level = 0; level < 256; level++) counts[level] += share;
  if (rest === 0) return;
  const step = Math.max(1, Math.floor(256 / rest));
  for (let level = 0; level < 256 && rest > 0; level += step, rest--) counts[level]++;
}

/** The two tiles that a row or column of pixels lies between, and the share of the second one in 2048ths. */
export interface Between {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Int32Array;
}

/** Where pixels lie between the middles of tiles. */
export function betweenTiles(size: number, tileSize: number, tiles: number): Between {
  const [first, second, share] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  for (let i = 0; i < size; i++) {
    const place = i / tileSize - 0.5;
    const at = Math.floor(place);
    first[i] = Math.max(0, at);
    second[i] = Math.min(tiles - 1, at + 1);
    share[i] = Math.round((place - at) * 2048);
  }
  return { first, second, share };
}

/** Applies the tables: each pixel mixes those of the four tiles around it, in whole numbers, rounded to the nearest level. */
export function applyClahe(plane: Plane, clahe: ClaheTables): Uint8Array {
  const { width, height, data } = plane;
  const { tables, columns } = clahe;
  const across = betweenTiles(width, clahe.tileWidth, columns);
  const down = betweenTiles(height, clahe.tileHeight, clahe.rows);
  const output = new Uint8Array(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    const above = down.first[y] * columns;
    const below = down.second[y] * columns;
    const toBelow = down.share[y];
    for (let x = 0; x < width; x++, i++) {
      const left = across.first[x];
      const right = across.second[x];
      const toRight = across.share[x];
      const level = data[i];
      const a = tables[(above + left) * 256 + level];
      const b = tables[(above + right) * 256 + level];
      const c = tables[(below + left) * 256 + level];
      const d = tables[(below + right) * 256 + level];
      const top = (a << 11) + (b - a) * toRight;
      const bottom = (c << 11) + (d - c) * toRight;
      const mixed = (top << 11) + (bottom - top) * toBelow;
      output[i] = (mixed + 0x1fffff + ((mixed >> 22) & 1)) >> 22; // halves go to the even level
    }
  }
  return output;
}
