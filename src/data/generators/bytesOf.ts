/** What a number, a reference or a field of an object is counted as. */
const wordBytes = 8;

/**
 * About how many bytes of memory a value holds: exact for the pixels of typed arrays, which are what counts, two a
 * character for strings, and a word for each field. What comes twice within the value is counted once.
 */
export function bytesOf(value: unknown): number {
  const seen = new Set<object>();
  const count = (part: unknown): number => {
    if (typeof part === 'string') return 2 * part.length;
    if (typeof part !== 'object' || part === null) return wordBytes;
    if (seen.has(part)) return wordBytes;
    seen.add(part);
    if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) return part.byteLength;
    if (typeof Blob !== 'undefined' && part instanceof Blob) return part.size;
    const parts = part instanceof Map ? [...part].flat() : part instanceof Set ? [...part] : Object.values(part);
    return parts.reduce<number>((sum, inner) => sum + wordBytes + count(inner), wordBytes);
  };
  return count(value);
}
