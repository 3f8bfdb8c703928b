import type { StateEntry } from '../../layers/scope.js';

/** Layers that classify pictures, which segmentation has no use for, and timm's last convolution before them. */
const classifier = /^(fc|_fc|last_linear|classif|classifier|head|head_drop|pre_logits|linear|conv_head|bn2)\./;

/**
 * The tensors of a file under the names of the encoder's parameters: of a file of the encoder alone, with or without the
 * `model.` that smp puts before timm's names, or of a whole model. Where smp takes a part of timm's network to pieces,
 * `features.0` is `features_0`.
 */
export function encoderNames<Tensor>(
  tensors: ReadonlyMap<string, Tensor>,
  state: readonly Pick<StateEntry, 'key'>[],
): ReadonlyMap<string, Tensor> {
  const isWhole = [...tensors.keys()].some((name) => name.startsWith('encoder.'));
  if (isWhole) return new Map([...tensors].filter(([name]) => name.startsWith('encoder.')));
  const keys = new Set(state.map(({ key }) => key));
  const prefix = state.every(({ key }) => key.startsWith('encoder.model.')) ? 'encoder.model.' : 'encoder.';
  const isFlat = state.some(({ key }) => key.startsWith('encoder.model.features_'));
  const isInner = [...tensors.keys()].every((name) => name.startsWith('model.'));
  const renamed = [...tensors].map(([name, tensor]) => {
    const inner = isInner ? name.slice('model.'.length) : name;
    const present = inner.replace(formerDenseName, '$1$2');
    return [`${prefix}${isFlat ? present.replace(/^features\./, 'features_') : present}`, tensor] as const;
  });
  return new Map(renamed.filter(([key]) => keys.has(key) || !classifier.test(key.slice(prefix.length))));
}

/** torchvision's first DenseNets say `norm.1`, where it says `norm1` since. */
const formerDenseName = /(denselayer\d+\.(?:norm|relu|conv))\.([12]\.)/;
