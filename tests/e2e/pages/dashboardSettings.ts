import type { Locator, Page } from '@playwright/test';
import { pick, pickAnother } from './pickers';

/** Variables, annotation and ad-hoc filters of a dashboard, as somebody works with them who sets one up. */
export class DashboardSettingsPage {
  readonly annotation: Locator;
  readonly adHoc: Locator;
  readonly panel: Locator;

  constructor(private page: Page) {
    this.annotation = page.getByRole('region', { name: 'Annotation', exact: true });
    this.adHoc = page.getByRole('region', { name: 'Ad-hoc filters and grouping' });
    this.panel = page.getByRole('region', { name: 'Panel', exact: true });
  }

  /** The editor of a variable with what stands around it. */
  variable(name: string): Locator {
    return this.page.getByRole('region', { name: `Variable $${name}`, exact: true });
  }

  /** The preview of a variable's values. */
  values(name: string): Locator {
    return this.variable(name)
      .getByRole('list', { name: `Values of $${name}` })
      .getByRole('listitem');
  }

  /** Chooses a value of a variable above the dashboard. */
  async choose(name: string, label: string, value: string) {
    await pickAnother(this.page, this.variable(name), label, value);
  }

  /** Picks an option of a field in a section. */
  async pick(section: Locator, field: string, title: string) {
    await pick(this.page, section, field, title);
  }

  /** Adds "label is value" to the filters of a section. */
  async addFilter(section: Locator, label: string, value: string) {
    await section.getByRole('button', { name: 'Add filter', exact: true }).click();
    await pick(this.page, section, 'Filter label', label);
    await pickAnother(this.page, section, `Values of ${label}`, value);
  }

  get events(): Locator {
    return this.annotation.getByTestId('event');
  }

  /** Adds an ad-hoc filter on a label, of one value. */
  async addAdHoc(label: string, operator: string, value: string) {
    await this.adHoc.getByRole('button', { name: 'Add ad-hoc filter' }).click();
    await pick(this.page, this.adHoc, 'Ad-hoc label', label);
    await pick(this.page, this.adHoc, 'Ad-hoc operator', operator);
    await pick(this.page, this.adHoc, 'Ad-hoc value', value);
  }

  async groupBy(label: string) {
    await pickAnother(this.page, this.adHoc, 'Group-by keys', label);
  }

  /** The PromQL that a query of the panel became. */
  executed(refId: string): Locator {
    return this.panel.getByTestId(`executed-${refId}`);
  }

  /** Names in the panel's legend. */
  get legendNames(): Locator {
    return this.panel.getByTestId('graph').locator('table tbody tr button');
  }

  /** The dashboard as it would be saved. */
  saved(): { variables: Array<{ query: unknown }> } {
    return JSON.parse(new URL(this.page.url()).searchParams.get('settings') ?? '{}');
  }
}
