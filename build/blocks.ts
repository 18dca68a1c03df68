/** Blocks of code in the documents. */
export interface Block {
  /** The document, from the root of the repository. */
  file: string;
  /** Line of its first fence, from 1. */
  line: number;
  /** The word after the fence; empty where there is none. */
  language: string;
  /** Without the indentation of the list that it stands in. */
  body: string;
}

const FENCE = /^( *)(```+|~~~+)(.*)$/;

/**
 * The blocks of a document in their order.
 * Throws where a block has no end: what follows would be taken for code.
 */
export function blocksOf(file: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { indent: string; fence: string; language: string; line: number; lines: string[] } | undefined;
  markdown.split('\n').forEach((text, index) => {
    const [, indent = '', fence = '', rest = ''] = FENCE.exec(text) ?? [];
    if (open === undefined) {
      if (fence !== '') {
        open = { indent, fence, language: rest.trim(), line: index + 1, lines: [] };
      }
    } else if (fence.startsWith(open.fence) && rest.trim() === '') {
      const { line, language, lines } = open;
      blocks.push({ file, line, language, body: lines.map((written) => `${written}\n`).join('') });
      open = undefined;
    } else {
      open.lines.push(text.startsWith(open.indent) ? text.slice(open.indent.length) : text.trimStart());
    }
  });
  if (open !== undefined) {
    throw new Error(`${file}:${open.line}: the block has no end`);
  }
  return blocks;
}
