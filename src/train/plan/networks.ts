import type { Task } from '../../core/task.js';
import type { Fingerprint } from '../../data/fingerprint.js';
import { multiplyAdds } from '../../models/multiplyAdds.js';
import { unet } from '../../models/unet.js';
import { estimateMemory } from '../estimateMemory.js';

/** A U-Net that a plan may choose, with what it costs. */
export interface Network {
  readonly task: Task;
  readonly classes: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly depth: number;
  readonly filters: readonly number[];
  /** Of the forward pass, for a picture. */
  readonly multiplyAdds: number;
  /** Bytes of a step, but for the pictures. */
  readonly fixedMemory: number;
  /** Bytes that each picture of a batch adds. */
  readonly memoryPerPicture: number;
}

/** The networks for pictures of a median shape, the largest first. */
export function networksFor(
  { width, height, channels }: Fingerprint,
  head: Pick<Network, 'task' | 'classes'>,
): Network[] {
  const costs = new Map<string, (size: Network['size']) => Costs>();
  const costsOf = (filters: readonly number[]): ((size: Network['size']) => Costs) => {
    const key = filters.join();
    const known = costs.get(key) ?? costsOfUnet({ ...head, filters }, channels);
    costs.set(key, known);
    return known;
  };
  return sizesFor(width, height).flatMap((size) =>
    [32, 16, 8].map((first) => {
      const depth = depthFor(size);
      const filters = levelFilters(first, depth);
      return { ...head, size, depth, filters, ...costsOf(filters)(size) };
    }),
  );
}

const largestArea = 512 ** 2;
const smallestArea = 96 ** 2;

/** The median shape, at most as large as 512×512, then ever half the area. */
function sizesFor(width: number, height: number): Network['size'][] {
  const sizes: Network['size'][] = [];
  for (let area = Math.min(largestArea, width * height); ; area /= 2) {
    const scale = Math.sqrt(area / (width * height));
    sizes.push(divisible({ width: width * scale, height: height * scale }));
    if (area / 2 < smallestArea) return sizes;
  }
}

/** The nearest size that the network can halve as often as it is deep. */
function divisible(size: Network['size']): Network['size'] {
  const divisor = 2 ** depthFor(size);
  const round = (side: number): number => Math.max(1, Math.round(side / divisor)) * divisor;
  return { width: round(size.width), height: round(size.height) };
}

/** Halvings until the shorter edge would have fewer than 4 pixels. More than six cost memory and help nobody. */
function depthFor({ width, height }: Network['size']): number {
  return Math.max(1, Math.min(6, Math.floor(Math.log2(Math.min(width, height) / 4))));
}

type Costs = Pick<Network, 'multiplyAdds' | 'fixedMemory' | 'memoryPerPicture'>;

/** What a U-Net costs, at any size: both computation and what a picture takes grow with the area. */
function costsOfUnet(
  { task, classes, filters }: Pick<Network, 'task' | 'classes' | 'filters'>,
  channels: number,
): (size: Network['size']) => Costs {
  const side = 2 ** filters.length;
  const model = unet({ inputShape: [side, side, channels], task, classes, filters });
  const { total, perPicture } = estimateMemory(model);
  const cost = multiplyAdds(model, [[side, side, channels]]);
  model.dispose();
  return ({ width, height }) => {
    const area = (width * height) / side ** 2;
    return { multiplyAdds: cost * area, fixedMemory: total - perPicture, memoryPerPicture: perPicture * area };
  };
}

/** Twice as many at each level, up to sixteen times the first: beyond, they hardly help and weigh the most. */
function levelFilters(filters: number, depth: number): number[] {
  return Array.from({ length: depth + 1 }, (_, level) => filters * Math.min(16, 2 ** level));
}
