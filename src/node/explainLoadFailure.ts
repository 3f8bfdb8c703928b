/** Why a backend does not load and what to do about it, in one sentence from whatever Node threw. */
export function explainLoadFailure(name: string, error: unknown): string {
  const { message = String(error) } = error as { message?: string };
  const isNative = name.startsWith('tfjs-node');
  if (isNative && isMissingPackage(name, message)) return 'not installed';
  if (/libcudart|libcudnn|libcublas|CUDA/i.test(message)) {
    return `${firstLine(message)}. It needs CUDA 11 and cuDNN 8 on the library path, or take tfjs-node`;
  }
  if (isNative && /isNullOrUndefined|is not a function/.test(message) && majorVersion() >= 23) {
    return `version 4.22 of ${name} does not run on Node ${process.versions.node}. Use Node 20 or 22`;
  }
  if (isNative && /tfjs_binding|libtensorflow|\.node'|NODE_MODULE_VERSION|napi-v/i.test(message)) {
    return (
      `its native library is missing or does not fit (${firstLine(message)}). Its install script did not run or its ` +
      `download failed: allow it (npm install-scripts approve, or "allowScripts": {"@tensorflow/${name}": true}) ` +
      `and run npm rebuild @tensorflow/${name}`
    );
  }
  return firstLine(message);
}

/** Whether the package itself is absent, and not a file of its own. */
function isMissingPackage(name: string, message: string): boolean {
  return (
    /cannot find (package|module)|could not resolve/i.test(message) &&
    message.includes(`@tensorflow/${name}`) &&
    !/tfjs_binding|\.node\b/.test(message)
  );
}

const firstLine = (message: string): string => message.trim().split('\n')[0].replace(/\.$/, '');

const majorVersion = (): number => Number(process.versions.node.split('.')[0]);
