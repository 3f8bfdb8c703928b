import type { Block } from '../block.js';
import type { Scope } from '../scope.js';
import { dropBranch } from './dropBranch.js';
import { addAll } from './stateless.js';

/** The input and what a block makes of it; with a rate, training leaves the block out of some pictures. */
export function residual(scope: Scope, main: Block, dropRate = 0): Block {
  const drop = dropBranch(scope, dropRate);
  return (x) => addAll(scope, [x, drop(main(x))]);
}
