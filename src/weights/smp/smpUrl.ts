import { OptionError } from '../../core/errors.js';
import { checkOptionNames } from '../../core/options.js';
import { type FetchOptions, fetchFile, fetchOptionNames } from '../fetch/fetchFile.js';
import type { SmpFileName, SmpPlace } from './smpPlace.js';

/** Options of {@link smpUrl}. */
export interface SmpUrlOptions extends FetchOptions {
  /** The SHA-256 of the files, as 64 hexadecimal digits. */
  readonly sha256?: Readonly<Partial<Record<SmpFileName, string>>>;
}

/**
 * A model of smp on a server: the folder with its `config.json` and `model.safetensors`, fetched as {@link fetchFile} does. On
 * the Hugging Face hub that is `https://huggingface.co/<owner>/<name>/resolve/<revision>`.
 *
 * @throws OptionError for what is no URL.
 *
 * @example
 * ```ts
 * import { loadSmp, smpUrl } from 'segkit';
 * import { cacheFolder, useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * const url = process.env.SEGKIT_EXAMPLE_SMP; // such as 'https://huggingface.co/me/cars/resolve/main'
 * if (url) console.log((await loadSmp(smpUrl(url, { cache: cacheFolder() }))).countParams());
 * ```
 */
export function smpUrl(url: string | URL, options: SmpUrlOptions = {}): SmpPlace {
  checkOptionNames('smpUrl', options, [...fetchOptionNames, 'sha256']);
  const { sha256, ...rest } = options;
  const folder = folderUrl(url);
  return {
    name: folder.href.replace(/\/(\?.*)?$/, ''),
    read: (file) => {
      const address = new URL(file, folder);
      address.search = folder.search; // it may be a signature
      const sum = sha256?.[file];
      return fetchFile(address, { ...rest, ...(sum !== undefined && { sha256: sum }) });
    },
  };
}

/** The URL with a slash at the end of its path, so that files are in it and not beside it. */
function folderUrl(url: string | URL): URL {
  try {
    const folder = new URL(url, typeof location === 'undefined' ? undefined : location.href);
    if (!folder.pathname.endsWith('/')) folder.pathname += '/';
    return folder;
  } catch {
    const cure =
      'Give that of a folder, such as https://huggingface.co/me/cars/resolve/main; for a path see smpFolder.';
    throw new OptionError(`smpUrl: ${JSON.stringify(url)} is no URL. ${cure}`, { option: 'url', value: url });
  }
}
