import type { Random } from '../../core/random.js';
import type { Size } from '../../raster/resize.js';
import { compose } from '../composition/compose.js';
import type { SamplingOptions } from '../geometric/readSampling.js';
import { affine } from '../geometric/warps/affine.js';
import { type Enhancement, enhance } from '../pixel/color/enhance.js';
import { autoContrast } from '../pixel/histogram/autoContrast.js';
import { equalize } from '../pixel/histogram/equalize.js';
import { posterize } from '../pixel/levels/posterize.js';
import { solarize } from '../pixel/levels/solarize.js';
import type { Step, Transform, TransformContext } from '../transform.js';

/** What a policy may do to a sample, in the words of RandAugment and TrivialAugment. */
export type PolicyOperation = (typeof policyOperations)[number];

/** All operations, in the order of the papers. */
export const policyOperations = [
  'identity',
  'shearX',
  'shearY',
  'translateX',
  'translateY',
  'rotate',
  'brightness',
  'color',
  'contrast',
  'sharpness',
  'posterize',
  'solarize',
  'autoContrast',
  'equalize',
] as const;

/** An operation that a policy has drawn. */
export interface DrawnOperation {
  readonly operation: PolicyOperation;
  /** Its strength in its own units: degrees, pixels, bits, factors, parts of full brightness; 0 where it has none. */
  readonly amount: number;
  readonly params: unknown;
}

/** How strong operations are, from the weakest magnitude to the greatest. */
export interface MagnitudeSpace {
  /** Pixels to the side for each pixel upwards. */
  readonly shear: number;
  readonly translate: (side: number) => number;
  /** Degrees. */
  readonly rotate: number;
  /** What is added to the factor 1 of brightness, color, contrast and sharpness, or taken off it. */
  readonly enhance: number;
  /** The fewest bits that are left of 8. */
  readonly bits: number;
}

interface Operation {
  readonly transform: Transform;
  /** The strength at a part of the greatest magnitude, 0 … 1. */
  readonly amount: (part: number, size: Size) => number;
  /** Whether strengths go both ways. */
  readonly isSigned?: boolean;
  /** What the strength is, in the parameters of the transform. */
  readonly set?: (amount: number) => object;
}

/** The operations of a policy. */
export function operationsOf(space: MagnitudeSpace, sampling: SamplingOptions): Record<PolicyOperation, Operation> {
  const warp = affine(sampling);
  const moved = (amount: Operation['amount'], set: (amount: number) => object): Operation => ({
    transform: warp as Transform,
    amount,
    isSigned: true,
    set,
  });
  const enhanced = (kind: Enhancement): Operation => ({
    transform: enhance({ kind, factor: 1 }) as Transform,
    amount: (part) => part * space.enhance,
    isSigned: true,
    set: (amount) => ({ factor: 1 + amount }),
  });
  const still = (transform: Transform): Operation => ({ transform, amount: () => 0 });
  const degrees = (slope: number): number => (Math.atan(slope) * 180) / Math.PI;
  return {
    identity: still(compose([]) as Transform),
    shearX: moved(
      (part) => part * space.shear,
      (amount) => ({ shearX: degrees(amount) }),
    ),
    shearY: moved(
      (part) => part * space.shear,
      (amount) => ({ shearY: degrees(amount) }),
    ),
    translateX: moved(
      (part, { width }) => part * space.translate(width),
      (amount) => ({ translateX: amount }),
    ),
    translateY: moved(
      (part, { height }) => part * space.translate(height),
      (amount) => ({ translateY: amount }),
    ),
    rotate: moved(
      (part) => part * space.rotate,
      (amount) => ({ rotate: amount }),
    ),
    brightness: enhanced('brightness'),
    color: enhanced('color'),
    contrast: enhanced('contrast'),
    sharpness: enhanced('sharpness'),
    posterize: {
      transform: posterize() as Transform,
      amount: (part) => 8 - Math.round(part * (8 - space.bits)),
      set: (amount) => ({ bits: amount }),
    },
    solarize: {
      transform: solarize() as Transform,
      amount: (part) => 1 - part,
      set: (amount) => ({ threshold: amount }),
    },
    autoContrast: still(autoContrast() as Transform),
    equalize: still(equalize({ method: 'pillow' }) as Transform),
  };
}

/** Draws the sign of an operation's strength, and settles its parameters. */
export function drawOperation(
  operations: Readonly<Record<PolicyOperation, Operation>>,
  operation: PolicyOperation,
  part: number,
  draw: Random,
  context: TransformContext,
): DrawnOperation {
  const { transform, amount: amountOf, isSigned, set } = operations[operation];
  const size = amountOf(part, context);
  const amount = isSigned && draw.chance(0.5) ? -size : size;
  const params = transform.sample(draw.key('params'), context);
  return { operation, amount, params: set ? { ...(params as object), ...set(amount) } : params };
}

/** The steps of what was drawn. */
export function stepsOf(
  operations: Readonly<Record<PolicyOperation, Operation>>,
  drawn: readonly DrawnOperation[],
): Step[] {
  return drawn.map(({ operation, params }) => ({ transform: operations[operation].transform, params }));
}
