/** Pictures whose gradients are summed in one go. */
const leaf = 2;

/**
 * Of some pictures, how many make the first half of a sum over all of them; 0 where they are summed in one go.
 *
 * A sum of float32 numbers depends on the order in which they are added. Sums over the pictures of a batch are taken by
 * halves of halves, down to two pictures, so that workers that have a half each come to the same bits as one that has all.
 */
export function firstHalf(pictures: number): number {
  if (pictures <= leaf) return 0;
  let half = leaf;
  while (2 * half < pictures) half *= 2;
  return half;
}

/** A number of pictures for which everything is decided that may not depend on how a batch is shared. */
export const pictureLeaf = (pictures: number): number => Math.min(pictures, leaf);
