import type { Inspection } from './inspection.js';

/** Finds pictures that are the same by their hashes, the only thing of them that is kept. */
export function findDuplicates(): {
  add(id: string, hashes: { readonly image: string; readonly mask: string }): void;
  result(): Inspection['duplicates'];
} {
  const byImage = new Map<string, { ids: string[]; mask: string; sameMasks: boolean }>();
  return {
    add: (id, { image, mask }) => {
      const known = byImage.get(image);
      if (!known) {
        byImage.set(image, { ids: [id], mask, sameMasks: true });
        return;
      }
      known.ids.push(id);
      known.sameMasks &&= known.mask === mask;
    },
    result: () =>
      [...byImage.values()].filter(({ ids }) => ids.length > 1).map(({ ids, sameMasks }) => ({ ids, sameMasks })),
  };
}
