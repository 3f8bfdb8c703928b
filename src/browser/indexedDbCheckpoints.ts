import { DataError, OptionError } from '../core/errors.js';
import type { CheckpointPlace } from '../train/checkpoint/checkpointPlace.js';

/**
 * A database of the browser (IndexedDB) that `checkpoint` writes to and `fit(…, { resume })` goes on from, in pages and
 * workers. A page that is closed while it trains leaves whole checkpoints only: each is written in a transaction.
 *
 * @param name - The name of the database, one for each run.
 * @throws OptionError where there is no IndexedDB.
 *
 * @example
 * ```ts
 * import { checkpoint } from 'segkit';
 * import { indexedDbCheckpoints } from 'segkit/browser';
 *
 * if (typeof indexedDB !== 'undefined') {
 *   const callbacks = [checkpoint({ place: indexedDbCheckpoints('my-run'), every: { minutes: 2 }, keepLast: 2 })];
 *   console.log(callbacks.length); // for fit(model, train, { callbacks, resume: 'auto' })
 * }
 * ```
 */
export function indexedDbCheckpoints(name: string): CheckpointPlace {
  if (typeof indexedDB === 'undefined') {
    throw new OptionError(
      'indexedDbCheckpoints: there is no IndexedDB here. In Node take checkpointFolder of segkit/node.',
      {
        option: 'name',
        value: name,
      },
    );
  }
  const run = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const database = await openDatabase(name);
    try {
      return await transact(database, mode, work);
    } finally {
      database.close();
    }
  };
  return {
    name: `the database ${name}`,
    list: async () => (await run('readonly', (store) => store.getAllKeys())).map(String),
    async read(key, length) {
      const bytes = (await run('readonly', (store) => store.get(key))) as Uint8Array | undefined;
      if (!bytes) throw new DataError(`indexedDbCheckpoints: there is no checkpoint ${key} in ${name}.`);
      return bytes.slice(0, length);
    },
    write: async (key, bytes) => {
      await run('readwrite', (store) => store.put(bytes, key));
    },
    remove: async (key) => {
      await run('readwrite', (store) => store.delete(key));
    },
    check: async () => {
      await run('readwrite', (store) => store.count());
    },
  };
}

const storeName = 'checkpoints';

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`segkit ${name}`, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(storeName);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The result counts only once the transaction is complete: until then it may still be undone, for want of room too. */
function transact<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(storeName, mode, { durability: 'strict' });
    const request = work(transaction.objectStore(storeName));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new DataError('the database gave up the transaction'));
    transaction.onerror = () => reject(transaction.error);
  });
}
