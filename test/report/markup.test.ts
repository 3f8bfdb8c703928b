import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeMarkup, relativeHref } from '../../src/report/markup.js';
import { fitText, textWidth } from '../../src/report/textWidth.js';
import { parseMarkup, textOf } from './parseMarkup.js';

describe('escapeMarkup', () => {
  it('escapes what has a meaning in markup', () => {
    expect(escapeMarkup(`<a href="x" id='y'>&amp;</a>`)).toBe(
      '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
    );
  });

  it('leaves nothing but the text itself, in an element and in an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const element = parseMarkup(`<p title="${escapeMarkup(text)}">${escapeMarkup(text)}</p>`);
        expect(textOf(element)).toBe(element.attributes.title);
        const allowed = [...text].map((c) =>
          /[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(c) ? c : '\ufffd',
        );
        expect(element.attributes.title).toBe(allowed.join(''));
      }),
    );
  });
});

describe('relativeHref', () => {
  it('keeps names, whatever they hold', () => {
    expect(relativeHref('pictures/a b?c#d%.png')).toBe('./pictures/a%20b%3Fc%23d%25.png');
    expect(relativeHref('../up.png')).toBe('./../up.png');
    expect(relativeHref('./history.csv')).toBe('./history.csv');
    expect(relativeHref('run\\picture.png')).toBe('./run/picture.png');
  });

  it('never leads to another place', () => {
    const page = 'https://example.org/runs/x/index.html';
    for (const hostile of [
      'javascript:alert(1)',
      '//evil.org/x',
      'https://evil.org',
      'data:text/html,x',
      '\\\\evil.org\\x',
    ]) {
      const url = new URL(relativeHref(hostile), page);
      expect(url.origin).toBe('https://example.org');
      expect(url.pathname.startsWith('/runs/x/')).toBe(true);
    }
  });

  it('is safe in an attribute as it stands, and leads to the file that was named', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !/[/\\]|^\.{1,2}$/.test(name));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (names) => {
        const href = relativeHref(names.join('/'));
        expect(escapeMarkup(href)).toBe(href);
        const { pathname, search, hash } = new URL(href, 'file:///run/index.html');
        expect([search, hash]).toEqual(['', '']);
        const read = pathname.split('/').slice(2).map(decodeURIComponent);
        expect(read).toEqual(names.filter((name) => name !== ''));
      }),
    );
  });
});

describe('fitText', () => {
  const measure = (text: string): number => textWidth(text, 12);

  it('keeps the beginning and the end of what is too wide', () => {
    expect(fitText('short', 100, measure)).toBe('short');
    const id = '0cdf5b5d0ce1_with_a_very_long_tail_01';
    const fitted = fitText(id, 120, measure);
    const [head, tail] = fitted.split('…');
    expect(id.startsWith(head) && id.endsWith(tail)).toBe(true);
    expect(measure(fitted)).toBeLessThanOrEqual(120);
    expect(measure(fitText(id, 5, measure))).toBeLessThanOrEqual(measure('…'));
  });
});
