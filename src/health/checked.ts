/**
 * The layers of Save & test, from the server being reached to how often it scrapes, as Grafana can show them. In English they
 * stand as the backend writes them, in other languages they are worded from its codes. Loaded when somebody tests the settings.
 */
import { isEnglish, t } from '../i18n';
import { isRecord } from '../translator';
import { type Params, WORDINGS } from './wordings';

interface Layer {
  ok: boolean;
  /** Works, and should be better. */
  warning: boolean;
  text: string;
}

/** A check as Grafana shows it: a sentence, and the layers below it. */
export interface CheckResult {
  message: string;
  details: Params | undefined;
}

function layersOf(details: Params | undefined): Layer[] {
  const layers: unknown[] = Array.isArray(details?.layers) ? details.layers : [];
  return layers.filter(isRecord).flatMap(({ ok, warning, text, code, params }) => {
    if (typeof ok !== 'boolean' || typeof text !== 'string') {
      return [];
    }
    const wording = isEnglish() || typeof code !== 'string' ? undefined : WORDINGS[code];
    return [{ ok, warning: warning === true, text: wording?.(isRecord(params) ? params : {}) ?? text }];
  });
}

/** The result as a message and lines, each with a mark: the form in which Grafana shows more than one sentence. */
export function worded(message: string, details: Params | undefined): CheckResult {
  const layers = layersOf(details);
  if (layers.length === 0) {
    return { message, details };
  }
  const failed = layers.find(({ ok }) => !ok);
  const verboseMessage = layers.map(({ ok, warning, text }) => `${!ok ? '✗' : warning ? '⚠' : '✓'} ${text}`).join('\n');
  return {
    message: isEnglish() ? message : (failed?.text ?? layers.map(({ text }) => text).join(' ')),
    details: { ...details, verboseMessage },
  };
}

/** A page's text without its tags, as much of it as tells what wrote it. */
function beginningOf(page: string): string {
  return page
    .replace(/<(style|script)[^]*?<\/\1>|<[^>]*>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}

/**
 * What Grafana handed on of a check, in words. Where Grafana's server stopped, or a proxy before it gave up waiting, that is
 * nothing or a page, and Grafana would show an alert without a text.
 */
export function checked(answer: unknown): CheckResult {
  const { message, details } = isRecord(answer) ? answer : {};
  if (typeof message === 'string' && message.trim() !== '') {
    return worded(message, isRecord(details) ? details : undefined);
  }
  const nothing = t(
    'health.no-result',
    'Grafana gave no result of the check: its server may have stopped, or a proxy before it has given up waiting. Try again, and look into the log of Grafana.'
  );
  const said = typeof answer === 'string' ? beginningOf(answer) : '';
  return {
    message: said === '' ? nothing : `${nothing} ${t('health.answered', 'The answer was: {{said}}', { said })}`,
    details: undefined,
  };
}
