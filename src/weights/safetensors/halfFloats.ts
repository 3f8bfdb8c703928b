/** The float32 of every 16-bit pattern, made at the first use. */
const tables = new Map<'F16' | 'BF16', Float32Array>();

/** Widens 16-bit floating-point numbers; every one of them is a float32. */
export function widen(bits: Uint16Array, dtype: 'F16' | 'BF16'): Float32Array {
  let table = tables.get(dtype);
  if (!table) {
    table = dtype === 'F16' ? float16Table() : bfloat16Table();
    tables.set(dtype, table);
  }
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i]];
  return values;
}

function float16Table(): Float32Array {
  return Float32Array.from({ length: 65536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  });
}

/** The upper halves of float32. */
function bfloat16Table(): Float32Array {
  return new Float32Array(Uint32Array.from({ length: 65536 }, (_, bits) => bits << 16).buffer);
}

/** Narrows float32 to 16 bits: to the nearest number, and to the even one of two that are as near. */
export function narrow(values: Float32Array, dtype: 'F16' | 'BF16'): Uint16Array {
  const round = dtype === 'F16' ? toFloat16 : toBfloat16;
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(words, round);
}

function toFloat16(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // not a number
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // from 65520 on: infinity
  if (magnitude < 0x38800000) {
    // Below 2^-14 the steps are all 2^-24: adding 0.5 of float32, whose steps are as large, rounds to them.
    scratch[0] = Math.fround(Math.fround(asFloat(magnitude)) + 0.5);
    return sign | (scratchBits[0] - 0x3f000000);
  }
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13);
}

function toBfloat16(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) return ((bits >>> 16) & 0x8000) | 0x7fc0; // not a number
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

function asFloat(bits: number): number {
  scratchBits[0] = bits;
  return scratch[0];
}
