/** The numbers that JSON has no word for. */
const words: readonly [string, number][] = [
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
];

/** JSON that {@link fromExactJson} reads back to the last bit: NaN, infinities and −0 become `{ "$number": "NaN" }`. */
export function toExactJson(value: unknown, indent?: number): string {
  const replace = (_: string, part: unknown): unknown => {
    if (typeof part !== 'number') return part;
    const word = words.find(([, number]) => Object.is(number, part));
    return word ? { $number: word[0] } : part;
  };
  return JSON.stringify(value, replace, indent);
}

/** Reads what {@link toExactJson} wrote. */
export function fromExactJson(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || !('$number' in part)) return part;
    const number = words.find(([word]) => word === part.$number);
    return number ? number[1] : part;
  });
}
