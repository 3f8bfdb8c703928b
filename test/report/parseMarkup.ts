/** An element of parsed markup; text is kept as strings among its children, with entities resolved. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Element | string)[];
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const voidElements = new Set(['meta', 'img', 'link', 'br']);

/** Parses XML strictly, and HTML that is written as strictly apart from its void elements and what is in `style`. */
export function parseMarkup(text: string): Element {
  const source = text.replace(/^<!doctype html>\s*/, '');
  const root = { name: '', attributes: {}, children: [] as (Element | string)[] };
  const open = [root];
  const token = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const match = token.exec(source);
    if (!match) throw new Error(`markup breaks at ${at}: ${source.slice(at, at + 80)}`);
    const [, isEnd, name, list, isSelfClosed, words] = match;
    if (words !== undefined) {
      if (open.at(-1)!.name === 'style') open.at(-1)!.children.push(words);
      else open.at(-1)!.children.push(resolve(words));
      continue;
    }
    if (isEnd) {
      const closed = open.pop()!;
      if (closed.name !== name) throw new Error(`</${name}> closes <${closed.name}> at ${at}`);
      continue;
    }
    const element = { name, attributes: attributesOf(list), children: [] as (Element | string)[] };
    open.at(-1)!.children.push(element);
    if (!isSelfClosed && !voidElements.has(name)) open.push(element);
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)!.name}> is never closed`);
  const elements = root.children.filter((child) => typeof child !== 'string');
  const stray = root.children.find((child) => typeof child === 'string' && child.trim() !== '');
  if (elements.length !== 1 || stray !== undefined) throw new Error('there is not exactly one root element');
  return elements[0];
}

function attributesOf(list: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, value] of list.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`attribute ${name} comes twice`);
    attributes[name] = resolve(value);
  }
  return attributes;
}

function resolve(text: string): string {
  const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.exec(text);
  if (forbidden) throw new Error(`character ${forbidden[0].charCodeAt(0)} is not allowed in XML`);
  return text.replace(/&([^;]{0,8});?/g, (whole, name) => {
    const character = entities[name];
    if (character === undefined || !whole.endsWith(';')) throw new Error(`entity ${whole} is not known`);
    return character;
  });
}

/** All elements of a name, at any depth. */
export function findAll(element: Element, name: string): readonly Element[] {
  const below = element.children.flatMap((child) => (typeof child === 'string' ? [] : findAll(child, name)));
  return element.name === name ? [element, ...below] : below;
}

/** All text in an element. */
export function textOf(element: Element): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

/** All elements with a class. */
export function withClass(element: Element, name: string): readonly Element[] {
  const own = (element.attributes.class ?? '').split(' ').includes(name) ? [element] : [];
  return [...own, ...element.children.flatMap((child) => (typeof child === 'string' ? [] : withClass(child, name)))];
}
