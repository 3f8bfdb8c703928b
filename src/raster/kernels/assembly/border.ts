/** The borders by number, in the order of `borders` in border.ts of the plain version. */
export const CONSTANT = 0;
const REPLICATE = 1;
const REFLECT = 2;
const WRAP = 4;

/** The pixel that stands for position `i` outside `0 … size−1`; −1 under a constant border. */
export function borderIndex(i: i32, size: i32, border: i32): i32 {
  if (<u32>i < <u32>size) return i;
  if (border === CONSTANT) return -1;
  if (border === REPLICATE) return i < 0 ? 0 : size - 1;
  const near = i < 0 ? nearBefore(i, size, border) : nearAfter(i, size, border);
  return <u32>near < <u32>size ? near : farIndex(i, size, border);
}

/** Right for the first repetition before the picture. */
function nearBefore(i: i32, size: i32, border: i32): i32 {
  return border === WRAP ? i + size : border === REFLECT ? -1 - i : -i;
}

/** Right for the first repetition after the picture. */
function nearAfter(i: i32, size: i32, border: i32): i32 {
  return border === WRAP ? i - size : border === REFLECT ? 2 * size - 1 - i : 2 * size - 2 - i;
}

function farIndex(i: i32, size: i32, border: i32): i32 {
  if (border === WRAP) return modulo(i, size);
  if (border === REFLECT) {
    const position = modulo(i, 2 * size);
    return position < size ? position : 2 * size - 1 - position;
  }
  if (size === 1) return 0;
  const position = modulo(i, 2 * size - 2);
  return position < size ? position : 2 * size - 2 - position;
}

function modulo(i: i32, n: i32): i32 {
  const rest = i % n;
  return rest < 0 ? rest + n : rest;
}
