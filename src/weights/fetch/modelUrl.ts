import type { io } from '@tensorflow/tfjs-core';
import { WeightsError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { readExactly } from '../readExactly.js';
import { type FetchOptions, fetchFile, fetchOptionNames } from './fetchFile.js';

/**
 * The `model.json` at a URL, and the weights that it names, fetched as {@link fetchFile} does: {@link loadModel} and
 * {@link loadKeras} take it.
 *
 * @throws WeightsError on loading, if a file cannot be had or is no such model.
 *
 * @example
 * ```ts
 * import { loadModel, modelUrl } from 'segkit';
 * import { cacheFolder, useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const url = process.env.SEGKIT_EXAMPLE_MODEL; // such as 'https://example.org/unet/model.json'
 * if (url) console.log((await loadModel(modelUrl(url, { cache: cacheFolder() }))).countParams());
 * ```
 */
export function modelUrl(url: string | URL, options: FetchOptions = {}): io.IOHandler {
  checkOptionNames('modelUrl', options, fetchOptionNames);
  return { load: () => load(url, options) };
}

interface Manifest extends io.ModelJSON {
  readonly [key: string]: unknown;
}

async function load(url: string | URL, options: FetchOptions): Promise<io.ModelArtifacts> {
  const file = await fetchFile(url, options);
  const { weightsManifest, ...rest } = parse(file.name, await readExactly('modelUrl', file, 0, file.size), url);
  const parts: Uint8Array[] = [];
  for (const path of weightsManifest.flatMap(({ paths }) => paths)) {
    const part = await fetchFile(besides(file.name, path), options);
    parts.push(await readExactly('modelUrl', part, 0, part.size));
  }
  const weightData = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    weightData.set(part, at);
    at += part.length;
  }
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  return { ...rest, weightSpecs, weightData: weightData.buffer } as io.ModelArtifacts;
}

function parse(name: string, bytes: Uint8Array, url: string | URL): Manifest {
  try {
    const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
    const isList = (value: unknown): boolean => Array.isArray(value);
    const groups = manifest.weightsManifest;
    if (isList(groups) && groups.every(({ paths, weights }) => isList(paths) && isList(weights))) return manifest;
  } catch {
    // falls through to the one message for whatever is no manifest
  }
  throw new WeightsError(`modelUrl: ${name} is no model.json of TensorFlow.js layers.`, { file: String(url) });
}

/** A file in the folder of another, with the query of that, which may be a signature. */
function besides(url: string, path: string): string {
  const file = new URL(path, url);
  if (file.origin !== new URL(url).origin) {
    throw new WeightsError(`modelUrl: ${url} names weights of another host, ${file.origin}. Do not trust it.`, {
      file: url,
    });
  }
  if (file.search === '') file.search = new URL(url).search;
  return file.href;
}
