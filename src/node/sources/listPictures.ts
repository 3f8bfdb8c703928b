import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { DataError } from '../../core/errors.js';

const endings = ['.png', '.jpg', '.jpeg', '.gif', '.bmp', '.tif', '.tiff', '.webp'];

const isPicture = (name: string): boolean => endings.some((ending) => name.toLowerCase().endsWith(ending));

/**
 * The picture files of a folder, by their names, in the order of their code units; with `recursive` those of folders
 * within it too, as `folder/name`. Hidden files are passed over.
 *
 * @throws DataError if the folder is missing or has no pictures.
 */
export async function listPictures(
  where: string,
  option: string,
  folder: string,
  recursive: boolean,
): Promise<string[]> {
  const files = await listFiles(where, option, folder, recursive);
  const pictures = files.filter(isPicture).sort();
  if (pictures.length > 0) return pictures;
  const count = `${files.length} other ${files.length === 1 ? 'file' : 'files'}`;
  const found = files.length > 0 ? `but ${count}, such as ${JSON.stringify(files[0])}` : 'and no other files either';
  const inside = recursive ? [] : (await listFiles(where, option, folder, true)).filter(isPicture).sort();
  const cure =
    inside.length > 0
      ? `Its folders have: ${JSON.stringify(inside[0])}, for instance. Give recursive: true, or the folder itself.`
      : `Pictures end in ${endings.join(', ')}.`;
  throw new DataError(`${where}: ${option} ${JSON.stringify(folder)} has no pictures, ${found}. ${cure}`, {
    file: folder,
  });
}

async function listFiles(where: string, option: string, folder: string, recursive: boolean): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive });
    return entries
      .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const name = JSON.stringify(folder);
    const reason =
      code === 'ENOENT'
        ? `there is no folder ${name}.`
        : code === 'ENOTDIR'
          ? `${name} is a file, not a folder.`
          : `the folder ${name} cannot be read (${message}).`;
    throw new DataError(`${where}: ${reason} Check ${option}.`, { file: folder, cause });
  }
}
