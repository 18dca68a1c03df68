/** The README as it is shipped: the catalog and Grafana show it where no file stands beside it, so its links say the whole address. */

const LINK = /(!?)(\[(?:[^\][]|\[[^\]]*\])*\])\(([^)\s]+)\)/g;
const FENCE = /^(?:```|~~~)/;

/**
 * Makes the links between files into addresses of the repository: pages of a file for links, the file itself for pictures.
 * @param markdown a document at the root of the repository
 * @param repository its address, without a slash at the end
 * @param ref the tag or branch whose files are meant
 */
export function withWholeAddresses(markdown: string, repository: string, ref: string): string {
  let code = false;
  const lines = markdown.split('\n').map((line) => {
    if (FENCE.test(line)) {
      code = !code;
    }
    if (code) {
      return line;
    }
    return line.replace(LINK, (whole: string, picture: string, text: string, target: string) => {
      if (/^(?:[a-z]+:|#)/.test(target)) {
        return whole;
      }
      const kind = picture === '!' ? 'raw' : 'blob';
      return `${picture}${text}(${repository}/${kind}/${ref}/${target.replace(/^\.\//, '')})`;
    });
  });
  return lines.join('\n');
}

/** Files that a document at the root of the repository links to, or shows. */
export function linkedFiles(markdown: string): string[] {
  const targets: string[] = [];
  withWholeAddresses(markdown, '', '').replace(/\]\(\/(?:raw|blob)\/\/([^)#\s]+)/g, (_, file: string) => {
    targets.push(file);
    return '';
  });
  return targets;
}
