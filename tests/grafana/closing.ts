/** The closing lines of a run: which Grafana it was, how many tests passed, and what of that Grafana's own was met. */
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** The type of annotation by which a test says that it met a fault of Grafana and looked another way. */
export const GRAFANAS_OWN = 'fault of this Grafana';

export default class Closing implements Reporter {
  private readonly results = new Map<string, TestResult>();
  private readonly notes = new Set<string>();
  private readonly skipped = new Set<string>();

  onTestEnd(test: TestCase, result: TestResult): void {
    this.results.set(test.id, result);
    for (const { type, description = '' } of [...test.annotations, ...result.annotations]) {
      if (type === GRAFANAS_OWN) {
        this.notes.add(description);
      }
      if (type === 'skip') {
        this.skipped.add(`${test.title}: ${description}`);
      }
    }
  }

  async onEnd(): Promise<void> {
    const url = process.env['GRAFANA_URL'] ?? '';
    const version = await fetch(new URL('api/health', `${url}/`))
      .then(async (answer) => {
        const health: { version?: string } = await answer.json();
        return health.version;
      })
      .catch(() => undefined);
    const all = [...this.results.values()];
    const count = (status: TestResult['status']) => all.filter((result) => result.status === status).length;
    for (const note of this.notes) {
      console.log(`A fault of this Grafana was met: ${note}`);
    }
    for (const test of this.skipped) {
      console.log(`Not run: ${test}`);
    }
    const failed = all.length - count('passed') - count('skipped');
    console.log(
      `Grafana ${version ?? 'of unknown version'}: ${count('passed')} passed, ${failed} failed, ${count('skipped')} not run.`
    );
  }
}
