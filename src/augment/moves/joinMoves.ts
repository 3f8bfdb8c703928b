import { chain, isIdentity } from '../../raster/matrix.js';
import type { Size } from '../../raster/resize.js';
import { type Move, type Outside, type Reading, staysPut } from './move.js';

/** Several moves as one. */
interface JoinedMove extends Move {
  /** Whether something has been cut off that must not come back. */
  readonly isCut: boolean;
}

/**
 * Joins neighbouring moves into one where that one does the same, or better:
 *
 * - Flips, quarter turns, crops and paddings become one copy, exactly the same.
 * - Warps, and what is exact before or after them, become one resampling. It mixes pixels once, so that the picture stays
 *   sharper, and what left the picture between two warps is not lost if it comes back.
 *
 * A crop stays a crop: what comes after it never sees what it cut off. Changes of size join warps only, and those that
 * take the mean of areas join nothing.
 */
export function joinMoves(moves: readonly Move[], start: Size): readonly Move[] {
  const joined: JoinedMove[] = [];
  let size = start;
  for (const move of moves) {
    if (staysPut(move, size)) continue;
    const before = joined.at(-1);
    const both = before && join(before, move);
    if (both) joined[joined.length - 1] = both;
    else joined.push({ ...move, isCut: isSmaller(move.size, size) });
    size = move.size;
  }
  return joined;
}

const isSmaller = (size: Size, than: Size): boolean => size.width * size.height < than.width * than.height;

/** Two moves as one, or `undefined` where one after the other gives something else. */
function join(first: JoinedMove, second: Move): JoinedMove | undefined {
  const both = rulesOf(first, second);
  if (first.field || !both) return undefined;
  if (second.field && !isIdentity(second.matrix)) return undefined;
  return {
    ...both,
    size: second.size,
    matrix: chain(first.matrix, second.matrix),
    field: second.field,
    isCut: first.isCut || (!second.reading && isSmaller(second.size, first.size)),
  };
}

/** How the two read together, and what lies outside; `undefined` where they cannot be one. */
function rulesOf(first: JoinedMove, second: Move): Pick<Move, 'reading' | 'outside'> | undefined {
  const isWarp = first.reading && first.outside;
  const isExact = !first.reading;
  const { reading, outside } = second;
  if (!reading && !outside) return isWarp || isExact ? first : undefined;
  if (!outside) return isWarp && sameReading(first.reading, reading) ? first : undefined;
  if (first.isCut) return undefined;
  if (first.outside && !sameOutside(first.outside, outside)) return undefined;
  if (!reading) return isExact && (!first.outside || isSteady(outside)) ? second : undefined;
  if (isExact) return !first.outside || isSteady(outside) ? second : undefined;
  return sameReading(first.reading, reading) ? second : undefined;
}

const sameReading = (a: Reading | undefined, b: Reading | undefined): boolean =>
  a?.interpolation === b?.interpolation && a?.maskInterpolation === b?.maskInterpolation;

const sameOutside = (a: Outside, b: Outside): boolean =>
  a.border === b.border &&
  (a.border !== 'constant' || (a.maskFill === b.maskFill && String(a.fill) === String(b.fill)));

/** Whether adding some of the outside to the picture leaves what lies outside it the same. */
const isSteady = ({ border }: Outside): boolean => border === 'constant' || border === 'replicate';
