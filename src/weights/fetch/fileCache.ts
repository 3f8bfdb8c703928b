import type { ByteSource } from '../byteSource.js';

/** A file that was downloaded before. */
export interface CachedFile {
  readonly source: ByteSource;
  /** The ETag or date by which a server tells whether it is still the same; `undefined` where it gave none. */
  readonly validator: string | undefined;
}

/** A file that is being downloaded, and what of it is there. */
export interface Download {
  /** The bytes that are there: what an earlier try left, and what came since. */
  readonly size: number;
  /** What they belong to; without it they cannot be gone on with. */
  readonly validator: string | undefined;
  /** Begins again from the first byte. */
  restart(validator: string | undefined): Promise<void>;
  append(bytes: Uint8Array): Promise<void>;
  /** What is there, to be checked. */
  source(): Promise<ByteSource>;
  /** All of it is there and right: keeps it, in place of what there was, and gives it back. */
  finish(): Promise<ByteSource>;
  /** It was interrupted: keeps what is there for the next try, if it can be gone on with. */
  leave(): Promise<void>;
  /** It is not what it should be: forgets it. */
  discard(): Promise<void>;
}

/**
 * Where downloaded files are kept: `cacheFolder()` of `segkit/node`, `browserCache()` of `segkit/browser`, or one of your
 * own.
 */
export interface FileCache {
  /** What messages call it. */
  readonly name: string;
  /** The file of a URL, where there is one. */
  find(url: string): Promise<CachedFile | undefined>;
  /** Begins a download, or goes on with one that was interrupted. */
  begin(url: string): Promise<Download>;
}

/** A download that is kept nowhere but in memory. */
export function memoryDownload(name: string, before?: { readonly bytes: Blob; readonly validator: string }): Download {
  let parts: BlobPart[] = before ? [before.bytes] : [];
  let size = before?.bytes.size ?? 0;
  let validator = before?.validator;
  const source = async (): Promise<ByteSource> => blobSource(name, new Blob(parts));
  const restart = async (next: string | undefined): Promise<void> => {
    parts = [];
    size = 0;
    validator = next;
  };
  return {
    get size() {
      return size;
    },
    get validator() {
      return validator;
    },
    restart,
    async append(bytes) {
      parts.push(bytes as BlobPart);
      size += bytes.length;
    },
    source,
    finish: source,
    leave: async () => {},
    discard: () => restart(undefined),
  };
}

/** A blob as a source of bytes. */
export const blobSource = (name: string, blob: Blob): ByteSource => ({
  name,
  size: blob.size,
  read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
});
