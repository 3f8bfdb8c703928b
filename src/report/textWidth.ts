// Widths in ems of a broad sans-serif (DejaVu Sans, Verdana): narrower fonts then leave a little air, never an overlap.
const narrow = /[ijl|!'.,:;()[\]{}·\s]/u;
const wide = /[mwMW@%&—…×⁻]|[A-Z]/u;
const full = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Extended_Pictographic}/u;

/** About how wide a text is in pixels, rather too much than too little: nothing can measure it below the platform. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) {
    ems += full.test(character) ? 1.2 : narrow.test(character) ? 0.38 : wide.test(character) ? 0.82 : 0.63;
  }
  return ems * fontSize;
}

/** The text, or its beginning and its end with `…` between where it is too wide: ids often differ at the end. */
export function fitText(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const characters = [...text];
  for (let kept = characters.length - 1; kept > 0; kept--) {
    const tail = Math.floor(kept / 2);
    const short = `${characters.slice(0, kept - tail).join('')}…${characters.slice(characters.length - tail).join('')}`;
    if (measure(short) <= width) return short;
  }
  return '…';
}
