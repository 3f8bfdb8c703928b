/**
 * Copies a picture of bytes into a frame: pixel (x, y) of the frame is pixel (columns[x], rows[y]) of the picture, where
 * `inside` pixels of each row, from `margin` on, come as they lie.
 */
export function frame8(
  source: usize,
  to: usize,
  rows: usize,
  columns: usize,
  width: i32,
  height: i32,
  margin: i32,
  inside: i32,
  channels: i32,
): void {
  const line = <usize>(inside * channels);
  for (let y = 0; y < height; y++) {
    const from = source + <usize>load<i32>(rows + ((<usize>y) << 2)) * line;
    memory.copy(to + <usize>(margin * channels), from, line);
    copyPixels(to, from, columns, 0, margin, channels);
    copyPixels(to, from, columns, margin + inside, width, channels);
    to += <usize>(width * channels);
  }
}

function copyPixels(to: usize, from: usize, columns: usize, first: i32, end: i32, channels: i32): void {
  for (let x = first; x < end; x++) {
    const pixel = from + <usize>(load<i32>(columns + ((<usize>x) << 2)) * channels);
    for (let c = 0; c < channels; c++) store<u8>(to + <usize>(x * channels + c), load<u8>(pixel + <usize>c));
  }
}
