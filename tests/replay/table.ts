/** The table of docs/alerting.md. */
import type { Calls, Score } from './scoring';

const BEGIN = '<!-- replay:begin -->';
const END = '<!-- replay:end -->';

/** One row for each rule. Delays are whole minutes from the start of the incident. */
export function table(rows: ReadonlyArray<Score & { wrong: number }>): string {
  const lines = rows.map(({ rule, incidents, delays, justified, wrong }) => {
    const sorted = delays.map((delay) => Math.round(delay / 60_000)).sort((a, b) => a - b);
    const median = sorted[Math.floor((sorted.length - 1) / 2)];
    const delay = median === undefined ? '–' : `${median} min / ${sorted.at(-1)} min`;
    return `| [${rule}](#${rule}) | ${delays.length} of ${incidents} | ${delay} | ${justified} | ${wrong} |`;
  });
  const sum = (of: (row: Score & { wrong: number }) => number) => rows.reduce((all, row) => all + of(row), 0);
  return [
    '| rule | incidents caught | median / longest delay | side effects of other incidents | false firings |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
    `| all | ${sum(({ delays }) => delays.length)} of ${sum(({ incidents }) => incidents)} | | ${sum(({ justified }) => justified)} | ${sum(({ wrong }) => wrong)} |`,
  ].join('\n');
}

/** The sentence below the table. */
export function callsText({ pages, notifications, incidents }: Calls): string {
  const each = incidents === 0 ? 0 : notifications / incidents;
  return `${incidents} incidents paged: ${pages} pages, which are ${notifications} notifications where they are grouped by model, ${each.toFixed(2)} an incident.`;
}

/** The document with what stands between its markers replaced. @throws an Error when a marker is missing */
export function between(document: string, text: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error(`The document has no ${BEGIN} followed by ${END}.`);
  }
  return `${document.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${document.slice(end)}`;
}
