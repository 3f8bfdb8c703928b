const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// What XML 1.0 forbids even when escaped: control characters, halves of surrogate pairs, two non-characters.
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Makes any text safe inside an element or a quoted attribute of HTML and SVG.
 *
 * `& < > " '` become entities; characters that XML forbids become U+FFFD, since one of them makes a whole SVG unreadable.
 *
 * @example
 * ```ts
 * import { escapeMarkup } from 'segkit';
 *
 * console.log(escapeMarkup('<car & "driver">')); // &lt;car &amp; &quot;driver&quot;&gt;
 * ```
 */
export function escapeMarkup(text: string): string {
  return text.replace(forbidden, '\uFFFD').replace(/[&<>"']/g, (character) => entities[character]);
}

/**
 * A path relative to a page, as a safe `href` or `src`.
 *
 * Each part is percent-encoded, so that neither `javascript:` nor `?` nor `//host` means anything but a file's name;
 * backslashes are read as slashes.
 */
export function relativeHref(path: string): string {
  const parts = path.replace(forbidden, '\uFFFD').replaceAll('\\', '/').split('/');
  return parts
    .filter((part, index) => part !== '' && (part !== '.' || index > 0))
    .map((part) => encodeURIComponent(part).replace(/'/g, '%27'))
    .reduce((href, part) => `${href}/${part}`, '.');
}
