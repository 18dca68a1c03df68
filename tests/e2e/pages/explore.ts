import { expect, type Locator, type Page } from '@playwright/test';
import { pick, pickAnother } from './pickers';

/** A query editor and its result, as a user works with them. */
export class ExplorePage {
  readonly editor: Locator;
  readonly result: Locator;

  constructor(
    private page: Page,
    refId = 'A'
  ) {
    this.editor = page.getByTestId(`query-${refId}`);
    this.result = page.getByRole('region', { name: 'Result' });
  }

  /** The PromQL that the builder shows while one edits. */
  get promql(): Locator {
    return this.editor.getByTestId('promql');
  }

  /** What the query does, in plain words. */
  get sentence(): Locator {
    return this.editor.getByTestId('sentence');
  }

  /** The PromQL that the server ran, with every macro resolved. */
  get executed(): Locator {
    return this.editor.getByTestId('executed-promql');
  }

  get error(): Locator {
    return this.editor.getByTestId('query-error');
  }

  /** Notices on the result: why it is empty, what to know about it. */
  get notice(): Locator {
    return this.editor.getByTestId('query-notice');
  }

  /** Another query of the same page. */
  query(refId: string): ExplorePage {
    return new ExplorePage(this.page, refId);
  }

  /** What the editor says of a query before it is run. */
  get notices(): Locator {
    return this.editor.getByRole('list', { name: 'Notices' }).getByRole('listitem');
  }

  /** What the editor says of an answer without data. */
  get whyEmpty(): Locator {
    return this.editor.getByRole('status').filter({ hasText: 'No data' });
  }

  /** Clicks what a notice or an error offers. */
  async fix(label: string) {
    const said = this.editor.getByRole('list', { name: 'Notices' }).or(this.editor.getByRole('alert'));
    await said.getByRole('button', { name: label }).click();
  }

  get graph(): Locator {
    return this.result.getByTestId('graph');
  }

  /** Names in the legend. */
  get legendNames(): Locator {
    return this.graph.locator('table tbody tr button');
  }

  async pickMetric(title: string) {
    await this.choose('Metric', title);
  }

  async pickCalculation(title: string) {
    await this.choose('Calculation', title);
  }

  async pickPercentile(title: string) {
    await this.choose('Percentile', title);
  }

  /** Picks a recipe from the menu beside a query that is there already. */
  async pickRecipe(question: string) {
    await this.editor.getByRole('button', { name: 'Recipes' }).click();
    await this.page.getByRole('menuitem', { name: question }).click();
  }

  /** Does something that runs the query, and waits until its answer is drawn. */
  async answerAfter(act: () => Promise<void>) {
    const answered = this.page.waitForResponse(/\/api\/ds\/query/);
    await act();
    await answered;
    await expect(this.result).toHaveAttribute('aria-busy', 'false');
  }

  /** What is drawn where a query has no data. */
  get noData(): Locator {
    return this.result.getByTestId('no-data');
  }

  /** Adds "label is value"; the value is searched for in the list, as one does in a long one. */
  async addFilter(label: string, value: string) {
    await this.editor.getByRole('button', { name: 'Add filter' }).click();
    await this.choose('Filter label', label);
    await this.addValue(label, value);
  }

  /** Adds a value to the filter on a label that is there already. */
  async addValue(label: string, value: string) {
    await pickAnother(this.page, this.editor, `Values of ${label}`, value);
  }

  /** The values that a filter shows, one pill each. */
  values(label: string): Locator {
    return this.editor.getByRole('combobox', { name: `Values of ${label}` }).locator('xpath=preceding-sibling::span');
  }

  /** Picks the label of a filter that was just added. */
  async pickLabel(label: string) {
    await this.choose('Filter label', label);
  }

  async groupBy(label: string) {
    await pickAnother(this.page, this.editor, 'Group by', label);
  }

  async switchTo(mode: 'Builder' | 'Code') {
    await this.editor.getByRole('radio', { name: mode }).click({ force: true });
  }

  async typePromql(text: string) {
    const area = this.codeArea();
    await area.fill(text);
    await area.press('Control+Enter');
  }

  /** The editor itself, not the plain field that stands in while it loads. */
  codeArea(): Locator {
    return this.editor.locator('[contenteditable]').and(this.editor.getByRole('textbox', { name: 'PromQL' }));
  }

  async run() {
    await this.page.getByRole('button', { name: 'Run query' }).click();
  }

  /** Waits until a line stands in the graph: a legend with a value, and ink in the line's colour. */
  async expectLine() {
    // `expect` would write the whole page down for its message each time that it finds nothing yet.
    await this.legendNames.first().waitFor();
    await expect(this.graph).toBeVisible();
    await expect.poll(() => this.colouredPixels(), { message: 'coloured pixels of the graph' }).toBeGreaterThan(60);
  }

  /** Cells of the legend's column of last values. */
  async lastValues(): Promise<string[]> {
    return (await this.graph.locator('table tbody tr td:last-child').allInnerTexts()).map((text) => text.trim());
  }

  /** Counts the pixels of the graph's canvas that are no grey: axes and grid are grey, lines are not. */
  private colouredPixels(): Promise<number> {
    return this.graph
      .locator('canvas')
      .first()
      .evaluate((canvas) => {
        const context = canvas instanceof HTMLCanvasElement ? canvas.getContext('2d') : null;
        if (!context) {
          return 0;
        }
        const { data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
        let count = 0;
        // By index: half a million pixels are looked at each time.
        for (let at = 0; at < data.length; at += 4) {
          if ((data[at + 3] ?? 0) > 200) {
            const red = data[at] ?? 0;
            const green = data[at + 1] ?? 0;
            const blue = data[at + 2] ?? 0;
            if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) {
              count++;
            }
          }
        }
        return count;
      });
  }

  private choose(field: string, title: string) {
    return pick(this.page, this.editor, field, title);
  }
}
