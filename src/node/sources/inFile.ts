import { DataError } from '../../core/errors.js';

/** Does some work on what a file holds; what is wrong with that names the file. */
export function inFile<T>(where: string, file: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    const place = file === undefined ? '' : `${file}: `;
    throw new DataError(`${where}: ${place}${cause.message}`, { file, id: cause.id, cause });
  }
}
