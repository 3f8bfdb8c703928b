import { darkColors, lightColors } from './plotColors.js';

const variables = (colors: typeof lightColors, page: string, raised: string): string =>
  `--page:${page};--card:${colors.paper};--ink:${colors.ink};--soft:${colors.soft};--line:${colors.grid};` +
  `--bar:${colors.series[0]};--code:${raised}`;

/** The look of a run's page: light, dark where the reader prefers it, one column on a phone, plain on paper. */
export const pageStyle = `
:root{color-scheme:light dark;${variables(lightColors, '#f4f6f8', '#f4f6f8')}}
@media screen and (prefers-color-scheme:dark){:root{${variables(darkColors, '#0b0d10', '#1c2128')}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1180px;margin:0 auto;padding:28px 20px 40px}
h1{font-size:26px;line-height:1.2;margin:0;overflow-wrap:anywhere}
h2{font-size:17px;margin:32px 0 12px}
p{margin:6px 0 10px;color:var(--soft);overflow-wrap:anywhere}
a{color:inherit;text-decoration-color:var(--bar);text-underline-offset:3px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:22px 0 0;padding:0}
.tiles div{padding:12px 16px}
.tiles dt{color:var(--soft);font-size:13px}
.tiles dd{margin:0;font-size:19px;font-weight:600;line-height:1.35;overflow-wrap:break-word}
.curves{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:12px}
.curves svg{display:block;width:100%;height:auto}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,350px),1fr));gap:12px}
.pictures.single{grid-template-columns:1fr;justify-items:start}
figure{margin:0}
figure img{display:block;width:100%;height:auto}
.single img{width:auto;max-width:100%;margin:auto}
figcaption{display:flex;justify-content:space-between;gap:12px;padding:7px 12px;font-size:13px}
figcaption span:first-child{overflow-wrap:anywhere}
figcaption .note{color:var(--soft);white-space:nowrap}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{padding:7px 14px;text-align:left;border-top:1px solid var(--line);vertical-align:top}
thead th{border-top:0;color:var(--soft);font-weight:500;font-size:13px}
tbody th{font-weight:500;white-space:nowrap}
td.number,th.number{text-align:right;white-space:nowrap}
.swatch{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:9px;border:1px solid var(--line);-webkit-print-color-adjust:exact;print-color-adjust:exact}
.track{min-width:80px;width:38%;vertical-align:middle}
.track i{display:block;height:8px;border-radius:4px;background:var(--bar);-webkit-print-color-adjust:exact;print-color-adjust:exact}
.options{columns:2 300px;column-gap:12px;padding:6px 0}
.options div{display:flex;gap:14px;padding:4px 16px;break-inside:avoid}
.options dt{color:var(--soft);flex:0 0 38%;overflow-wrap:anywhere}
.options dd{margin:0;overflow-wrap:anywhere}
pre{margin:0;padding:14px 16px;overflow-x:auto;background:var(--code);font:13px/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}
.files{display:flex;flex-wrap:wrap;gap:6px 22px;padding:0;margin:0;list-style:none}
footer{margin-top:36px;color:var(--soft);font-size:13px}
@media(max-width:520px){main{padding:18px 12px 28px}h1{font-size:22px}.tiles{grid-template-columns:1fr 1fr}.tiles dd{font-size:18px}th,td{padding:6px 10px}.track{min-width:44px}}
@media print{body{background:none;font-size:11pt}main{max-width:none;padding:0}.card,tr{break-inside:avoid}h2{break-after:avoid}.curves{grid-template-columns:1fr 1fr}pre{white-space:pre-wrap}}
`.replaceAll('\n', '');
