import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { BatchSource } from '../../data/batch.js';
import { getMetadata } from '../../models/metadata.js';
import type { FitSettings } from '../fitOptions.js';
import { isFrozen, leafLayers } from '../weights.js';

/** A part of a run in which one that goes on with it may differ from it. */
export type ResumeDifference = 'model' | 'data' | 'validation' | 'loss' | 'optimizer' | 'learningRate' | 'options';

/** All of them. */
export const resumeDifferences: readonly ResumeDifference[] = [
  'model',
  'data',
  'validation',
  'loss',
  'optimizer',
  'learningRate',
  'options',
];

/** What decides how a run goes, as plain data: two runs that agree in it, and in their state, end alike. */
export type Fingerprint = Readonly<Record<Exclude<ResumeDifference, 'learningRate'>, unknown>>;

/** Takes the fingerprint of a run before its first step. The number of epochs is not part of it: a run may go on. */
export function fingerprintOf(model: LayersModel, settings: FitSettings): Fingerprint {
  const { train, validation, loss, optimizer } = settings;
  const { stepsPerEpoch, validateEvery, accumulate, clipNorm, clipValue, ema, ignoreIndex, onNonFinite } = settings;
  const { workers } = settings;
  // Workers give what one gives, unless each normalises for itself.
  const batchNormOf = workers?.batchNorm === 'perReplica' ? workers.count : undefined;
  const keepBest = settings.hasKeepBest ? settings.keepBest : undefined;
  const options = {
    stepsPerEpoch,
    validateEvery,
    accumulate,
    clipNorm,
    clipValue,
    ema,
    keepBest,
    ignoreIndex,
    onNonFinite,
    batchNormOf,
  };
  const { lossName, task, fromLogits, settings: lossSettings } = loss;
  return {
    model: describeModel(model),
    data: describeSource(train),
    validation: validation && describeSource(validation),
    loss: plain({ lossName, task, fromLogits, ...(lossSettings as object) }),
    optimizer: plain({ name: optimizer.optimizerName, ...optimizer.settings }),
    options: plain(options),
  };
}

/** A difference between two runs, in words. */
export interface Difference {
  readonly part: ResumeDifference;
  readonly description: string;
}

/** Where two fingerprints differ, part by part. */
export function compareFingerprints(before: Fingerprint, now: Fingerprint): Difference[] {
  // Through JSON, as the one that was saved has been.
  const [a, b] = [before, now].map((print) => JSON.parse(JSON.stringify(print)) as Fingerprint);
  return (Object.keys(now) as (keyof Fingerprint)[]).flatMap((part) =>
    differences(a[part], b[part], part).map((description) => ({ part, description })),
  );
}

function differences(before: unknown, now: unknown, path: string): string[] {
  if (isTree(before) && isTree(now)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return names.flatMap((name) => differences(before[name], now[name], `${path}.${name}`));
  }
  if ((before ?? undefined) === (now ?? undefined) || JSON.stringify(before) === JSON.stringify(now)) return [];
  return [`${path} was ${show(before)}, now ${show(now)}`];
}

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !(Array.isArray(value) && value.every((part) => typeof part !== 'object'));

function show(value: unknown): string {
  if (value === undefined || value === null) return 'not given';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Layer by layer, with what decides how it works; how its weights began no longer counts. */
function describeModel(model: LayersModel): unknown {
  const { preprocessing, task, classes, activation } = getMetadata(model);
  const leaves = leafLayers(model);
  const names = new Map<unknown, string>();
  const counts = new Map<string, number>();
  for (const layer of leaves) {
    // What has neither weights nor draws may be called as it likes: TensorFlow.js numbers layers without a name.
    const isNamed = layer.weights.length > 0 || typeof layer.getConfig().seed === 'number';
    const name = isNamed ? layer.name : layer.getClassName();
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    names.set(layer, count === 1 ? name : `${name}#${count}`);
  }
  const layers = leaves.map((layer) => {
    const config = Object.entries(layer.getConfig()).filter(([name]) => !/Initializer$|^trainable$|^name$/.test(name));
    const inputs = layer.inboundNodes.map((node) =>
      node.inboundLayers.map((inner) => names.get(inner) ?? inner.getClassName()),
    );
    const weights = layer.weights.map(({ originalName, shape }) => `${originalName} [${shape}]`);
    const type = layer.getClassName();
    return [names.get(layer), { type, ...Object.fromEntries(config), inputs, weights, frozen: isFrozen(layer) }];
  });
  return plain({ preprocessing, task, classes, activation, ...Object.fromEntries(layers) });
}

function describeSource(source: BatchSource): unknown {
  if (source.state) return source.state();
  const { length, task, classes, ignoreIndex, preprocessing } = source;
  return plain({ length, task, classes, ignoreIndex, preprocessing });
}

/** As JSON, with a word for functions: whether they are the same cannot be told. */
function plain(value: unknown): unknown {
  const replace = (_: string, part: unknown): unknown => {
    if (typeof part === 'function') return 'a function';
    return part instanceof RegExp ? String(part) : part;
  };
  return JSON.parse(JSON.stringify(value, replace));
}
