import * as tf from '@tensorflow/tfjs-core';
import { type ByteInput, type ByteSource, byteSource } from '../byteSource.js';
import { isHdf5, openHdf5 } from '../hdf5/openHdf5.js';
import { readExactly } from '../readExactly.js';
import type { TensorValues } from '../safetensors/dtypes.js';
import { readZip, type ZipEntry } from '../zip/readZip.js';
import { hdf5Layers } from './hdf5Layers.js';
import { type KerasVersion, kerasError, reasonOf } from './kerasContext.js';
import { groupByOwner, type StoredLayer } from './storedLayers.js';

/** A file of Keras: what it says of its model, and its weights. */
export interface KerasFile {
  readonly name: string;
  readonly version: KerasVersion;
  /** The config of the model, `{ class_name, config }`; `undefined` for a file of weights alone. */
  readonly model: unknown;
  readonly layers: readonly StoredLayer[];
  /** Its bytes, which bound what a model may ask for. */
  readonly size: number;
}

/** Where a Keras model comes from: a file, or the parts of a `model.json`. */
export type KerasSource = ByteInput | tf.io.IOHandler;

/**
 * Reads a `.keras` archive, an `.h5` file or, through an `IOHandler`, a `model.json` with its weights.
 *
 * @throws WeightsError for what is none of them, or is damaged.
 */
export async function openKeras(where: string, source: KerasSource): Promise<KerasFile> {
  if (isHandler(source)) return openArtifacts(where, await (source.load as tf.io.LoadHandler)());
  const bytes = byteSource(where, source);
  const start = await readExactly(where, bytes, 0, Math.min(8, bytes.size));
  if (isHdf5(start)) return openWhole(where, bytes.name, await readExactly(where, bytes, 0, bytes.size));
  if (start[0] === 0x50 && start[1] === 0x4b) return openArchive(where, bytes);
  const known = 'It is neither a .keras archive nor an HDF5 file';
  const cure = start[0] === 0x7b ? '; for a model.json give its URL, or modelFolder(path) of segkit/node' : '';
  throw kerasError({ where, file: bytes.name }, `${known}${cure}.`);
}

const isHandler = (source: KerasSource): source is tf.io.IOHandler =>
  typeof (source as tf.io.IOHandler | null)?.load === 'function';

/** A whole model in HDF5, or weights alone. */
function openWhole(where: string, name: string, data: Uint8Array): KerasFile {
  const file = { where, file: name };
  const root = openHdf5(where, name, data);
  const layers = hdf5Layers(root);
  if (!layers) throw kerasError(file, 'it is an HDF5 file, but has no weights of Keras in it.');
  const config = root.attributes.get('model_config');
  const version = root.attributes.get('keras_version') ?? root.open('model_weights')?.attributes.get('keras_version');
  const model = typeof config === 'string' ? parseJson(file, 'model_config', config) : undefined;
  return { name, version: versionOf(version, model), model, layers, size: data.length };
}

/** The archive of Keras 3: a config and weights. */
async function openArchive(where: string, bytes: ByteSource): Promise<KerasFile> {
  const file = { where, file: bytes.name };
  const entries = await readZip(where, bytes);
  const find = (name: string): ZipEntry => {
    const entry = entries.get(name);
    if (entry) return entry;
    throw kerasError(file, `there is no ${name} in the archive. It is no model of Keras.`);
  };
  const model = parseJson(file, 'config.json', decodeText(await find('config.json').read()));
  const about = entries.get('metadata.json');
  const metadata = about && parseJson(file, 'metadata.json', decodeText(await about.read()));
  const weights = await find('model.weights.h5').read();
  const layers = hdf5Layers(openHdf5(where, `${bytes.name} (model.weights.h5)`, weights)) ?? [];
  const version = versionOf((metadata as { keras_version?: unknown } | undefined)?.keras_version, model);
  return { name: bytes.name, version, model, layers, size: bytes.size + weights.length };
}

/** The parts of a `model.json`, as the converter of TensorFlow.js writes it from Keras 2 and 3. */
function openArtifacts(where: string, artifacts: tf.io.ModelArtifacts): KerasFile {
  const name = 'model.json';
  const file = { where, file: name };
  const topology = artifacts.modelTopology as { model_config?: unknown; keras_version?: unknown } | null | undefined;
  if (typeof topology !== 'object' || topology === null) throw kerasError(file, 'it has no modelTopology.');
  const { weightSpecs = [], weightData = new ArrayBuffer(0) } = artifacts;
  const parts = Array.isArray(weightData) ? weightData : [weightData];
  const size = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const isOwn = /^tensorflow\.js/i.test(artifacts.generatedBy ?? '');
  const model = topology.model_config ?? topology;
  const version = isOwn ? 'tfjs' : versionOf(topology.keras_version, model);
  return { name, version, model, layers: decodeArtifacts(file, weightSpecs, weightData), size };
}

function decodeArtifacts(
  file: { readonly where: string; readonly file: string },
  specs: tf.io.WeightsManifestEntry[],
  data: tf.io.WeightData,
): StoredLayer[] {
  try {
    const tensors = tf.io.decodeWeights(data, specs);
    const variables = specs.map(({ name }) => {
      const { shape } = tensors[name];
      const values = tensors[name].dataSync().slice() as TensorValues;
      return { name, shape, read: async () => values };
    });
    tf.dispose(tensors);
    return groupByOwner(variables);
  } catch (error) {
    throw kerasError(file, `its weights cannot be read: ${reasonOf(error)}`, error);
  }
}

/** By what the file says, else by the form of its config: only Keras 3 writes modules. */
function versionOf(version: unknown, model: unknown): KerasVersion {
  if (typeof version === 'string') return version.startsWith('3') ? 3 : 2;
  return typeof (model as { module?: unknown } | undefined)?.module === 'string' ? 3 : 2;
}

function parseJson(file: { readonly where: string; readonly file: string }, part: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw kerasError(file, `its ${part} is not JSON (${reasonOf(error)}) It is damaged.`, error);
  }
}

const decodeText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
