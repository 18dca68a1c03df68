import type { Locator, Page } from '@playwright/test';

interface Settings {
  jsonData: Record<string, unknown>;
}

/** The data source's tab for alerts, as a user works with it. */
export class AlertsPage {
  constructor(private page: Page) {}

  get objectives(): Locator {
    return this.page.getByRole('region', { name: 'Objectives' });
  }

  get week(): Locator {
    return this.page.getByRole('region', { name: 'Before they ring' });
  }

  /** How far the preview is. */
  get status(): Locator {
    return this.week.getByRole('status').first();
  }

  get verdict(): Locator {
    return this.page.getByTestId('set-verdict');
  }

  get text(): Locator {
    return this.page.getByRole('textbox', { name: 'Document of objectives, YAML or JSON' });
  }

  field(column: string, model: string): Locator {
    return this.page.getByRole('textbox', { name: `${column}: ${model}`, exact: true });
  }

  async openText() {
    await this.page.getByRole('button', { name: /^The whole document/ }).click();
  }

  private address(uid: string): string {
    return new URL(`/api/datasources/uid/${uid}`, this.page.url()).toString();
  }

  /** What Grafana has stored. */
  async settings(uid: string): Promise<Settings> {
    const answer = await this.page.request.get(this.address(uid));
    const settings: Settings = await answer.json();
    return settings;
  }

  /** As another person would save objectives. */
  async saveElsewhere(uid: string, objectives: unknown) {
    const now = await this.settings(uid);
    await this.page.request.put(this.address(uid), {
      data: { ...now, jsonData: { ...now.jsonData, objectives } },
    });
  }
}
