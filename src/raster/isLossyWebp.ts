/** Whether these are the bytes of a WebP file whose picture is compressed with loss (a `VP8 ` chunk). */
export function isLossyWebp(bytes: Uint8Array): boolean {
  const text = (start: number): string => String.fromCharCode(...bytes.subarray(start, start + 4));
  if (text(0) !== 'RIFF' || text(8) !== 'WEBP') return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let position = 12; position + 8 <= bytes.length; ) {
    const type = text(position);
    if (type === 'VP8 ') return true;
    if (type === 'VP8L') return false;
    const length = view.getUint32(position + 4, true);
    // Animated frames hold their picture within themselves, behind 16 bytes; other chunks are skipped, at even places.
    position += type === 'ANMF' ? 24 : 8 + length + (length % 2);
  }
  return false;
}
