import { OptionError } from '../../core/errors.js';
import type { ByteSource } from '../byteSource.js';
import { readExactly } from '../readExactly.js';

/** Refuses what is no SHA-256 in hexadecimal digits, and gives it in small letters. */
export function checkSha256(where: string, sha256: string): string {
  if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256)) return sha256.toLowerCase();
  throw new OptionError(`${where}: sha256 is ${JSON.stringify(sha256)}. It must be 64 hexadecimal digits.`, {
    option: 'sha256',
    value: sha256,
  });
}

/** The SHA-256 of a file, in hexadecimal digits. */
export async function sha256Of(where: string, source: ByteSource): Promise<string> {
  const bytes = await readExactly(where, source, 0, source.size);
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
