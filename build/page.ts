/** Documents of docs/ as pages, for the links of alerts: a browser shows raw Markdown as one long text, from its top. */
import { Marked } from 'marked';

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } th, td { border: 1px solid #8886; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
code, pre { font-family: ui-monospace, monospace; } pre { overflow-x: auto; } :target { background: #f2b13455; }
@media (prefers-color-scheme: dark) { body { background: #111217; color: #ccccdc; } a { color: #6e9fff; } }`;

/** The anchor of a heading, as GitHub makes it, so that one link works in both places. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}

const marked = new Marked({
  gfm: true,
  renderer: {
    heading({ tokens, depth, text }) {
      return `<h${depth} id="${anchor(text.replaceAll('`', ''))}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    link({ href, tokens }) {
      return `<a href="${href.replace(/^([\w-]+)\.md(?=#|$)/, '$1.html')}">${this.parser.parseInline(tokens)}</a>`;
    },
  },
});

/** A document as a page that needs nothing else. */
export function toPage(content: Buffer): string {
  const document = content.toString('utf8');
  const title = /^# (.+)$/m.exec(document)?.[1] ?? '';
  const body = marked.parse(document, { async: false });
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n<style>${STYLE}</style>\n</head>\n<body>\n${body}</body>\n</html>\n`;
}
