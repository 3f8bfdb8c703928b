let loading: Promise<typeof import('sharp')> | undefined;

/**
 * sharp, imported when it is first needed: what reads no pictures does not pay for it. An `import()` for each picture
 * would cost a tenth of its decoding, and as much as that where loader hooks are about, as those of tsx.
 */
export async function loadSharp(): Promise<typeof import('sharp').default> {
  loading ??= import('sharp');
  return (await loading).default;
}
