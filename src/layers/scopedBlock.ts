import type { Block } from './block.js';
import { channelsOf } from './block.js';
import { rootScope, type Scope } from './scope.js';

/** What every block of a module takes. */
export interface ScopedBlockOptions {
  /** Makes the first weights reproducible, together with `name`. */
  readonly seed?: number;
  /** The layers' names begin with it. */
  readonly name?: string;
}

let unnamed = 0;

/** A place for a block of its own, whose layers have names that no other's have. */
export function blockScope(kind: string, { name, seed }: ScopedBlockOptions): Scope {
  return rootScope({ path: name ?? `${kind}_${++unnamed}`, seed });
}

/** A block of a module, whose channels are those of what it is applied to. */
export function scopedBlock(
  kind: string,
  options: ScopedBlockOptions,
  define: (scope: Scope, inputChannels: number) => Block,
): Block {
  return (x) => define(blockScope(kind, options), channelsOf(x))(x);
}
