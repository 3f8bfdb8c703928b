import type * as layers from '@tensorflow/tfjs-layers';
import type { StoredLayer } from './storedLayers.js';
import { countNames, isDepthwiseByGroups, type WeightHolder } from './weightHolders.js';

/** Layers that are called otherwise here than in Keras. */
const kerasNames: Readonly<Record<string, string>> = {
  SegBatchNorm: 'BatchNormalization',
  SegConvolution: 'Conv2D',
  SegConvolutionTransposed: 'Conv2DTranspose',
  SegGroupNorm: 'GroupNormalization',
  SegLayerNorm: 'LayerNormalization',
};

/** The layers of a model, those of models within it too, as Keras would have counted them for the file. */
export function modelHolders(model: layers.LayersModel, stored: readonly StoredLayer[]): WeightHolder[] {
  const isStored = (word: string): boolean =>
    stored.some(({ path }) => new RegExp(`\\b${word}(_\\d+)?/`).test(path ?? ''));
  // A sequential model within the model has become a functional one here.
  const modelName = isStored('sequential') && !isStored('functional') ? 'Sequential' : 'Functional';
  return holdersOf(model, '', modelName);
}

function holdersOf(model: layers.LayersModel, prefix: string, modelName: string): WeightHolder[] {
  const parts = partsOf(model.layers);
  const classNames = parts.map((part) => classNameOf(part, modelName));
  const paths = countNames(classNames);
  return parts.flatMap((part, i) => {
    const path = `${prefix}${paths[i]}`;
    const last = part[part.length - 1];
    if (isModel(last)) return holdersOf(last, `${path}/`, modelName);
    return [{ name: last.name, className: classNames[i], path, layers: part }];
  });
}

/** The layers one by one, but for the two that `loadKeras` makes of a separable convolution. */
function partsOf(list: readonly layers.layers.Layer[]): layers.layers.Layer[][] {
  const byName = new Map(list.map((layer) => [layer.name, layer]));
  const firstOf = (layer: layers.layers.Layer): layers.layers.Layer | undefined => {
    const first = byName.get(`${layer.name}_depthwise`);
    return first && layer.inboundNodes[0]?.inboundLayers[0] === first ? first : undefined;
  };
  const firsts = new Set(list.map(firstOf));
  return list
    .filter((layer) => !firsts.has(layer))
    .map((layer) => [firstOf(layer), layer].filter((each) => each !== undefined));
}

function classNameOf(part: readonly layers.layers.Layer[], modelName: string): string {
  const [first] = part;
  if (part.length > 1) return 'SeparableConv2D';
  if (isModel(first)) return modelName;
  const name = first.getClassName();
  return isDepthwiseByGroups(first) ? 'DepthwiseConv2D' : (kerasNames[name] ?? name);
}

const isModel = (layer: layers.layers.Layer): layer is layers.LayersModel => 'layers' in layer;
