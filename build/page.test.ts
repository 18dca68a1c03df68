import { expect, it } from 'vitest';
import { anchor, toPage } from './page';

it.each([
  ['requests-unserved', 'requests-unserved'],
  ['Are they right?', 'are-they-right'],
  ['`baseten_gpu_memory_used`', 'baseten_gpu_memory_used'],
  ['Größe, und mehr', 'größe-und-mehr'],
])('the heading %j has the anchor %j', (heading, expected) => {
  expect(anchor(heading)).toBe(expected);
});

it('a document becomes a page with anchors, tables, and links to pages', () => {
  const page = toPage(
    Buffer.from(
      '# Alerts\n\n## `restarts` & more\n\n[codes](metrics.md#status-codes), [it](#x)\n\n| a |\n| - |\n| b |\n'
    )
  );
  expect(page).toContain('<title>Alerts</title>');
  expect(page).toContain('<h2 id="restarts--more">');
  expect(page).toContain('href="metrics.html#status-codes"');
  expect(page).toContain('href="#x"');
  expect(page).toContain('<td>b</td>');
});
