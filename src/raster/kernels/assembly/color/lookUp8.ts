/** Looks bytes up in tables of 256 bytes that lie one after the other: that of value i is `i mod count`. */
export function lookUp8(source: usize, to: usize, length: i32, tables: usize, count: i32): void {
  if (count === 1) lookUpAll(source, to, length, tables);
  else if (count === 3) lookUpThree(source, to, length, tables);
  else for (let c = 0; c < count; c++) lookUpEach(source, to, length, tables + <usize>(c << 8), c, count);
}

function lookUpAll(source: usize, to: usize, length: i32, table: usize): void {
  const end = source + <usize>length;
  for (; source < end; source += 4, to += 4) {
    store<u8>(to, load<u8>(table + <usize>load<u8>(source)));
    store<u8>(to, load<u8>(table + <usize>load<u8>(source, 1)), 1);
    store<u8>(to, load<u8>(table + <usize>load<u8>(source, 2)), 2);
    store<u8>(to, load<u8>(table + <usize>load<u8>(source, 3)), 3);
  }
}

function lookUpThree(source: usize, to: usize, length: i32, tables: usize): void {
  const end = source + <usize>length;
  for (; source < end; source += 3, to += 3) {
    store<u8>(to, load<u8>(tables + <usize>load<u8>(source)));
    store<u8>(to, load<u8>(tables + <usize>load<u8>(source, 1), 256), 1);
    store<u8>(to, load<u8>(tables + <usize>load<u8>(source, 2), 512), 2);
  }
}

function lookUpEach(source: usize, to: usize, length: i32, table: usize, first: i32, step: i32): void {
  for (let i = first; i < length; i += step) {
    store<u8>(to + <usize>i, load<u8>(table + <usize>load<u8>(source + <usize>i)));
  }
}
