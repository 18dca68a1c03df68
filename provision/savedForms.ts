/**
 * The forms of queries that ever landed in dashboards and rules. Whoever provisioned them has them still, so they are kept in
 * tests/saved/queries.json: `npm run generate` adds what is new in `provisioning/`, and nothing takes one away.
 */
import { parse } from 'yaml';
import { fieldNames, isRecord } from '../src/translator';

type Saved = Record<string, unknown>;

const isQuery = (value: unknown): value is Saved =>
  isRecord(value) && (typeof value['metric'] === 'string' || value['editorMode'] === 'code');

/** Every query within a dashboard or a file of rules, without what Grafana and the panel call it by. */
export function queriesIn(value: unknown): Saved[] {
  if (Array.isArray(value)) {
    return value.flatMap(queriesIn);
  }
  if (!isRecord(value)) {
    return [];
  }
  if (isQuery(value)) {
    return [Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'refId' && name !== 'datasource'))];
  }
  return Object.values(value).flatMap(queriesIn);
}

/** What two queries have in common that are read alike: metric, calculation, and which fields they have, with parts of these. */
export function formOf(query: Saved): string {
  const { metric, calculation, filters, top, queryType, format } = query;
  const operators = (Array.isArray(filters) ? filters : []).map((filter: unknown) =>
    isRecord(filter) ? String(filter['operator']) : ''
  );
  const fields = Object.keys(query).filter((name) => fieldNames.some((field) => field === name));
  return JSON.stringify([
    metric,
    calculation,
    queryType,
    format,
    fields.sort(),
    [...new Set(operators)].sort(),
    isRecord(top) ? Object.keys(top).sort() : [],
  ]);
}

function contentOf(path: string, text: string): unknown {
  // YAML's parser reads JSON too, and takes seconds for a dashboard.
  return path.endsWith('.json') ? JSON.parse(text) : parse(text);
}

/** The kept queries as a file, a line each, so that a change shows which form it adds. */
export const savedText = (queries: Saved[]): string =>
  `[\n${queries.map((query) => `  ${JSON.stringify(query)}`).join(',\n')}\n]\n`;

/**
 * What is kept, with the forms that are new in these files.
 * @param kept the text of tests/saved/queries.json
 * @param files dashboards as JSON and rules as YAML, by their paths
 */
export function withNewForms(kept: string, files: ReadonlyMap<string, string>): string {
  const read: unknown = JSON.parse(kept);
  const queries = Array.isArray(read) ? read.filter(isRecord) : [];
  const known = new Set(queries.map(formOf));
  const provisioned = [...files].filter(([path]) => /^provisioning\/(?:dashboards|alerting)\//.test(path));
  for (const [path, text] of provisioned) {
    for (const query of queriesIn(contentOf(path, text))) {
      const form = formOf(query);
      if (!known.has(form)) {
        known.add(form);
        queries.push(query);
      }
    }
  }
  return savedText(queries);
}
