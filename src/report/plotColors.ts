/** What a plot is painted with, once for light and once for dark surroundings. */
export interface PlotColors {
  readonly paper: string;
  /** Titles and names. */
  readonly ink: string;
  /** Numbers and axis labels. */
  readonly soft: string;
  readonly axis: string;
  readonly grid: string;
  /** The lines, in the order in which series take them. */
  readonly series: readonly string[];
}

// Both sets were chosen by their numbers, which the tests check: every line stands out from the paper by 3 : 1 or more
// (WCAG 1.4.11), and any two differ by 14 or more CIE76 units in the eyes of every kind of dichromat (Machado 2009).
export const lightColors: PlotColors = {
  paper: '#ffffff',
  ink: '#1c2128',
  soft: '#59626d',
  axis: '#a3acb7',
  grid: '#e8ebef',
  series: ['#084a91', '#d4500c', '#12a06a', '#c352c0', '#5c3a00', '#7a8b99'],
};

export const darkColors: PlotColors = {
  paper: '#14171c',
  ink: '#e8ecf1',
  soft: '#a3adb8',
  axis: '#59636f',
  grid: '#272c34',
  series: ['#4da3ff', '#ff7a33', '#3ee6a8', '#f08fd0', '#ffe680', '#727c86'],
};

/**
 * The style element of a plot. Light colours are attributes in the SVG itself, which every program reads; where a
 * browser prefers dark, these rules outdo them. Printers get the light ones.
 */
export const darkStyle = `<style>@media screen and (prefers-color-scheme:dark){${[
  ...(['paper', 'ink', 'soft'] as const).map((name) => rule(name, 'fill', darkColors[name])),
  ...(['axis', 'grid'] as const).map((name) => rule(name, 'stroke', darkColors[name])),
  ...darkColors.series.flatMap((color, index) => [
    rule(`s${index}`, 'stroke', color),
    rule(`f${index}`, 'fill', color),
  ]),
].join('')}}</style>`;

function rule(name: string, property: 'fill' | 'stroke', color: string): string {
  return `.segkit-plot .${name}{${property}:${color}}`;
}
