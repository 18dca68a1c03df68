/** Save & test: its result in words, which come as a file of their own. */
import { HealthCheckError, HealthStatus } from '@grafana/runtime';
import { notThere } from '../parts';
import { isRecord } from '../translator';
import { type CheckResult } from './checked';

/** Without the file that words it, the result is as the backend says it. */
async function inWords(answer: unknown): Promise<CheckResult> {
  try {
    return (await import('./checked')).checked(answer);
  } catch {
    const { message, details } = isRecord(answer) ? answer : {};
    const said =
      typeof message === 'string' && message.trim() !== '' ? message : 'Grafana gave no result of the check.';
    const { title, text } = await notThere();
    return { message: `${said} (${title}. ${text})`, details: isRecord(details) ? details : undefined };
  }
}

/**
 * What Grafana shows of a check: the layers as lines, on success too, where its own base class would leave the details out.
 * Rejects where the check failed, as Grafana expects.
 */
export async function resultOf(answer: unknown) {
  const { message, details } = await inWords(answer);
  if (isRecord(answer) && answer.status === HealthStatus.OK) {
    return { status: 'success', message, details };
  }
  const failure = new HealthCheckError(message, details ?? {});
  // Grafana looks for the details of a failure under `error`.
  throw Object.assign(failure, { error: failure });
}
