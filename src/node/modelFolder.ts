import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { DataError } from '../core/errors.js';
import { writeFileAtomically } from './writeFileAtomically.js';

/**
 * A folder that a model is saved in and loaded from, in TensorFlow.js's own format (`model.json` and one file of
 * weights), so that `tf.loadLayersModel` reads it in a browser too.
 *
 * Saving is safe against a crash at any moment: the weights go to a file named after their checksum, and only then is
 * `model.json` exchanged in one step. Loading verifies the checksum.
 *
 * @throws DataError on loading, if a file is missing, cut short or changed.
 *
 * @example
 * ```ts
 * import { loadModel, saveModel, unet } from 'segkit';
 * import { modelFolder, useBackend } from 'segkit/node';
 * import { tmpdir } from 'node:os';
 *
 * await useBackend('wasm');
 * const folder = modelFolder(`${tmpdir()}/segkit-model-folder`);
 * await saveModel(unet({ inputShape: [64, 64, 3], depth: 2, filters: 4 }), folder);
 * console.log((await loadModel(folder)).countParams());
 * ```
 */
export function modelFolder(folder: string): io.IOHandler {
  return { save: (artifacts) => oneAtATime(resolve(folder), () => save(folder, artifacts)), load: () => load(folder) };
}

/** The last save into each folder: two at once would remove each other's weights. */
const saving = new Map<string, Promise<unknown>>();

async function oneAtATime<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const before = saving.get(folder) ?? Promise.resolve();
  const turn = before.then(run, run);
  saving.set(folder, turn);
  try {
    return await turn;
  } finally {
    if (saving.get(folder) === turn) saving.delete(folder);
  }
}

const manifestName = 'model.json';
const weightsPattern = /^weights-([0-9a-f]{16})\.bin$/;

async function save(folder: string, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  const weights = joinBuffers(artifacts.weightData);
  const weightsName = `weights-${checksum(weights)}.bin`;
  const { weightData, weightSpecs, ...rest } = artifacts;
  const manifest = { ...rest, weightsManifest: [{ paths: [weightsName], weights: weightSpecs ?? [] }] };

  await mkdir(folder, { recursive: true });
  await writeFileAtomically(join(folder, weightsName), weights);
  await writeFileAtomically(join(folder, manifestName), JSON.stringify(manifest));
  for (const name of await readdir(folder)) {
    const isOld = (weightsPattern.test(name) && name !== weightsName) || (await isLeftOver(folder, name));
    if (isOld) await rm(join(folder, name), { force: true });
  }
  return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON', weightDataBytes: weights.length } };
}

/** Whether a file is what a save that was killed left behind; one that is at work has written within the hour. */
async function isLeftOver(folder: string, name: string): Promise<boolean> {
  if (!/^(model\.json|weights-[0-9a-f]{16}\.bin)\..*\.tmp$/.test(name)) return false;
  const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > 3_600_000;
}

async function load(folder: string): Promise<io.ModelArtifacts> {
  const manifestFile = join(folder, manifestName);
  const text = await readExisting(manifestFile);
  try {
    return await loadParts(folder, parseManifest(manifestFile, text));
  } catch (error) {
    // Another process may have exchanged the model between the two reads.
    const now = await readExisting(manifestFile);
    if (now.equals(text)) throw error;
    return loadParts(folder, parseManifest(manifestFile, now));
  }
}

async function loadParts(folder: string, manifest: Manifest): Promise<io.ModelArtifacts> {
  const { weightsManifest, ...rest } = manifest;
  const parts = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths.map((path) => readWeights(folder, path))),
  );
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const weightData = Buffer.concat(parts);
  return { ...rest, weightSpecs, weightData: toArrayBuffer(weightData) };
}

type Manifest = Omit<io.ModelArtifacts, 'weightData' | 'weightSpecs'> & {
  weightsManifest: { paths: string[]; weights: io.WeightsManifestEntry[] }[];
};

function parseManifest(file: string, text: Buffer): Manifest {
  try {
    const manifest = JSON.parse(text.toString('utf8')) as Manifest;
    if (Array.isArray(manifest.weightsManifest?.[0]?.paths)) return manifest;
  } catch {
    // falls through to the one message for whatever is no manifest
  }
  throw new DataError(`loadModel: ${file} is not a model of TensorFlow.js layers. Save it again with saveModel.`, {
    file,
  });
}

async function readWeights(folder: string, path: string): Promise<Buffer> {
  const name = path.replace(/^\.\//, ''); // so TensorFlow.js writes it for downloads
  const file = join(folder, name);
  if (basename(name) !== name) {
    throw new DataError(`loadModel: ${folder} refers to ${name}, outside its folder. Do not trust this model.`, {
      file,
    });
  }
  const bytes = await readExisting(file);
  const expected = weightsPattern.exec(name)?.[1];
  if (expected !== undefined && checksum(bytes) !== expected) {
    throw new DataError(
      `loadModel: ${file} is damaged: its checksum does not match its name. Restore it or train again.`,
      {
        file,
      },
    );
  }
  return bytes;
}

async function readExisting(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DataError(
      `loadModel: ${file} cannot be read (${(cause as Error).message}). Is this a model folder? A run of segkit train keeps one in its folder model.`,
      {
        file,
        cause,
      },
    );
  }
}

const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

function joinBuffers(data: io.WeightData | undefined): Buffer {
  const parts = data === undefined ? [] : Array.isArray(data) ? data : [data];
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

function toArrayBuffer(bytes: Buffer): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
