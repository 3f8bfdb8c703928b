import { checkNumber, checkOptionNames } from '../../core/options.js';
import type { Sample } from '../../data/sample.js';
import type { Box } from '../../raster/crop.js';
import { channelsOf, emptyLike, type PixelGrid } from '../../raster/pixelGrid.js';
import type { Place } from '../../raster/place.js';
import type { Size } from '../../raster/resize.js';
import type { Transform } from '../transform.js';
import { mapPixels } from './mapPixels.js';

/** Options of {@link gridShuffle}. */
export interface GridShuffleOptions {
  /** Tiles side by side (default 3). */
  readonly columns?: number;
  /** Tiles one below the other (default 3). */
  readonly rows?: number;
}

/** What {@link gridShuffle} draws. */
export interface GridShuffleParams {
  /** Which tile each tile shows, row by row. */
  readonly order: readonly number[];
}

/**
 * Cuts the picture into tiles and shuffles those of the same size: where the sides do not divide evenly, some are a pixel
 * larger. A keypoint moves with its tile, a box with the tile of its centre.
 *
 * @throws OptionError for numbers that are no whole numbers from 1.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(1, 2, 3, 4), width: 2, height: 2, channels: 1 };
 * const shuffle = augment.gridShuffle({ columns: 2, rows: 2 });
 * const { image: shuffled } = augment.applyTransform(shuffle, { id: 'a', image, meta: {} });
 * console.log([...shuffled.data].sort()); // [1, 2, 3, 4]
 * ```
 */
export function gridShuffle(options: GridShuffleOptions = {}): Transform<GridShuffleParams> {
  checkOptionNames('gridShuffle', options, ['columns', 'rows']);
  const { columns = 3, rows = 3 } = options;
  checkNumber('gridShuffle', 'columns', columns, { min: 1, max: 1000, integer: true });
  checkNumber('gridShuffle', 'rows', rows, { min: 1, max: 1000, integer: true });
  return {
    name: 'gridShuffle',
    options: { columns, rows },
    sample: (draw, context) => {
      const tiles = tilesOf(context, columns, rows);
      const order = tiles.map((_, i) => i);
      const kindOf = ({ width, height }: Size): string => `${width}×${height}`;
      for (const kind of new Set(tiles.map(kindOf))) {
        const alike = Array.from(tiles.keys()).filter((i) => kindOf(tiles[i]) === kind);
        const shuffled = draw.permutation(alike.length);
        for (let i = 0; i < alike.length; i++) order[alike[i]] = alike[shuffled[i]];
      }
      return { order };
    },
    outputSize: (_, { width, height }) => ({ width, height }),
    apply: ({ order }, sample) => {
      if (order.every((from, to) => from === to)) return sample;
      const tiles = tilesOf(sample.image, columns, rows);
      return { ...mapPixels(sample, (grid) => copyTiles(grid, tiles, order)), ...moveWithTiles(sample, tiles, order) };
    },
  };
}

function tilesOf({ width, height }: Size, columns: number, rows: number): Box[] {
  const start = (i: number, count: number, side: number): number => Math.floor((i * side) / count);
  return Array.from({ length: columns * rows }, (_, i) => {
    const column = i % columns;
    const row = Math.floor(i / columns);
    const x = start(column, columns, width);
    const y = start(row, rows, height);
    return { x, y, width: start(column + 1, columns, width) - x, height: start(row + 1, rows, height) - y };
  });
}

function copyTiles<G extends PixelGrid>(grid: G, tiles: readonly Box[], order: readonly number[]): G {
  const output = emptyLike(grid, grid.width, grid.height);
  const channels = channelsOf(grid);
  tiles.forEach((to, i) => {
    const from = tiles[order[i]];
    for (let row = 0; row < to.height; row++) {
      const start = ((from.y + row) * grid.width + from.x) * channels;
      const values = grid.data.subarray(start, start + to.width * channels);
      output.data.set(values, ((to.y + row) * grid.width + to.x) * channels);
    }
  });
  return output;
}

function moveWithTiles(
  { keypoints, boxes }: Sample,
  tiles: readonly Box[],
  order: readonly number[],
): Pick<Sample, 'keypoints' | 'boxes'> {
  const offset = (place: Place): Place => {
    const from = tiles.findIndex((tile) => contains(tile, place));
    const to = order.indexOf(from);
    return from < 0 ? { x: 0, y: 0 } : { x: tiles[to].x - tiles[from].x, y: tiles[to].y - tiles[from].y };
  };
  const moved = <P extends Place>(item: P, by: Place): P => ({ ...item, x: item.x + by.x, y: item.y + by.y });
  const center = (box: Box): Place => ({ x: box.x + (box.width - 1) / 2, y: box.y + (box.height - 1) / 2 });
  return {
    ...(keypoints && { keypoints: keypoints.map((place) => moved(place, offset(place))) }),
    ...(boxes && { boxes: boxes.map((box) => moved(box, offset(center(box)))) }),
  };
}

/** A tile reaches half a pixel beyond the centres of its outer pixels. */
const contains = (tile: Box, { x, y }: Place): boolean =>
  x >= tile.x - 0.5 && x < tile.x + tile.width - 0.5 && y >= tile.y - 0.5 && y < tile.y + tile.height - 0.5;
