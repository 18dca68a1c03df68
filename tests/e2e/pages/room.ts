import { expect } from '@playwright/test';
import type { Demo } from './demo';

/** Of editors: what reaches out of them, what is cut off by what it stands in, and room in which nothing stands. */
function misplaced(editors: Element[]): string[] {
  const found: string[] = [];
  const report = (px: number, what: string, element: Element) => {
    const name = element.ariaLabel ?? element.textContent;
    found.push(`${Math.round(px)} px ${what}: ${element.tagName.toLowerCase()} “${name.slice(0, 60)}”`);
  };

  /** What cuts off all that reaches out of it. */
  const frameOf = ({ parentElement: parent }: Element): Element | null =>
    !parent || getComputedStyle(parent).overflowY !== 'visible' ? parent : frameOf(parent);

  const look = (element: Element, whole: DOMRect) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const isForReadersAlone = style.clipPath !== 'none';
    if (isForReadersAlone || box.width === 0) {
      return;
    }
    const outside = Math.max(box.right - whole.right, whole.left - box.left);
    if (outside > 1) {
      report(outside, 'outside of the editor', element);
    }
    if (element.matches('input:not([type=radio]), textarea')) {
      // Where the cursor is, there is a ring around the field.
      const ring = 4;
      const frame = frameOf(element);
      const room = frame && editors.some((editor) => editor.contains(frame)) ? frame.getBoundingClientRect() : whole;
      const short = ring - Math.min(room.bottom - box.bottom, box.left - room.left, room.right - box.right);
      if (short > 1) {
        report(short, 'of the ring around a field cut off', element);
      }
    }
    const overWidth = element.scrollWidth - element.clientWidth;
    const overHeight = element.scrollHeight - element.clientHeight;
    // What is shortened by dots says so itself, and a text that one writes scrolls.
    if (style.textOverflow === 'ellipsis' || element.matches('input, textarea, .cm-editor')) {
      return;
    }
    // Tables may scroll sideways.
    const scrolls = style.overflowX !== 'visible' && element.querySelector('table') !== null;
    if (style.overflowX !== 'visible' && !scrolls && overWidth > 1) {
      report(overWidth, 'of the width cut off', element);
    }
    if (style.overflowY !== 'visible' && overHeight > 1) {
      report(overHeight, 'of the height cut off', element);
    }
    if (!scrolls) {
      [...element.children].forEach((child) => look(child, whole));
    }
  };

  const leavesOf = (node: Node): Node[] => (node.hasChildNodes() ? [...node.childNodes].flatMap(leavesOf) : [node]);
  const bottomOf = (leaf: Node) => {
    const range = document.createRange();
    range.selectNode(leaf);
    return range.getBoundingClientRect().bottom;
  };
  const blockOf = (element: Element): Element | null =>
    getComputedStyle(element).backgroundColor !== 'rgba(0, 0, 0, 0)'
      ? element
      : element.parentElement && blockOf(element.parentElement);
  for (const editor of editors) {
    const whole = editor.getBoundingClientRect();
    [...editor.children].forEach((child) => look(child, whole));
    const blocks = new Set([...editor.querySelectorAll('label')].flatMap((label) => blockOf(label) ?? []));
    for (const block of [...blocks].filter((found) => editor.contains(found))) {
      const lowest = Math.max(...leavesOf(block).map(bottomOf));
      const empty = block.getBoundingClientRect().bottom - lowest;
      const padding = 24;
      if (empty > padding) {
        report(empty, 'of empty room', block);
      }
    }
  }
  return found;
}

const long = 'distil-whisper-large-v3-turbo-quantized-int8-customer-support-transcription';

/** Editors with a block of each kind, in all of which there is much to show. */
const queries = [
  {
    refId: 'A',
    metric: 'baseten_end_to_end_response_time_seconds',
    calculation: 'quantile',
    filters: [
      { label: 'model_name', operator: '!=', values: [long, `${long}-2`, 'SDXL\\Lightning'] },
      { label: 'environment', operator: '=', values: ['production'], disabled: true },
      { label: '', operator: '=', values: [] },
    ],
    groupBy: ['model_name', 'environment', 'deployment_id', 'status_code'],
    top: { order: 'bottom', n: 3 },
    legendFormat: `{{model_name}}_${long}`,
    offset: '1d',
    adhocFilters: [{ label: 'model_name', operator: '=', values: [long] }],
  },
  { refId: 'B', metric: long, filters: [{ label: 'model_name', operator: '=', values: [long] }] },
  { refId: 'C' },
  { refId: 'D', editorMode: 'code', expr: `sum by (model_name) (rate(${long.replaceAll('-', '_')}[5m]))` },
];

/** Editors in a half and in a quarter of a screen, in a phone's, and in all of a screen. */
const widths = [508, 358, 276, 976];

/** What is clicked, in the words of a language. */
interface Words {
  options: string;
  copyAsRule: string;
  firesAbove: string;
}

/** Whatever the width, all that the editor has is to be seen, and each block is as high as what stands in it. */
export async function expectRoom(demo: Demo, words: Words) {
  // What is asked is of no interest here.
  await demo.page.route('**/api/ds/query*', (route) => route.abort());
  const { editor } = await demo.openExplore({ queries });
  const expectAllInPlace = async () => {
    for (const width of widths) {
      await demo.page.getByTestId('plugin-editor').evaluateAll((editors: HTMLElement[], px) => {
        editors.forEach(({ style }) => (style.width = `${px}px`));
      }, width);
      // Fields of several values show as many as they have room for, a moment after they are given it.
      await expect
        .poll(() => demo.page.getByTestId('plugin-editor').evaluateAll(misplaced), { message: `${width} px` })
        .toEqual([]);
    }
  };
  const options = editor.getByRole('button', { name: words.options });
  await options.waitFor();
  await expectAllInPlace();
  await options.click();
  await editor.getByRole('button', { name: words.copyAsRule }).click();
  await editor.getByRole('textbox', { name: words.firesAbove }).waitFor();
  await expectAllInPlace();
}
