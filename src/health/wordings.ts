/** The layers of Save & test in words, by the codes that the backend gives them (pkg/plugin/health*.go, setup*.go). */
import { t, textOf } from '../i18n';

/** What the backend says with a code: the values that stand in its sentence. */
export type Params = Record<string, unknown>;

function list(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(', ') : '';
}

const exportFacts = () =>
  t(
    'health.export-facts',
    "Baseten's export endpoint is scraped with the header `Authorization: Api-Key …`, once every 60 s (it refuses more than 6 requests a minute); a new series shows after about 30 s and the next scrape, and nothing is filled in for the past."
  );

function core({ present, core: all, models, missing }: Params): string {
  const values = { present: textOf(present), core: textOf(all) };
  const found =
    models === undefined
      ? t('health.core', '{{present}} of {{core}} core metrics are there', values)
      : t('health.core-of-models', '{{present}} of {{core}} core metrics are there, models: {{models}}', {
          ...values,
          models: textOf(models),
        });
  const absent = list(missing);
  return `${found}${absent === '' ? '' : ` ${t('health.core-missing', '(not there: {{absent}})', { absent })}`}.`;
}

/** Names, and how many there are beside them. */
function named({ names, more }: Params): string {
  const first = list(names);
  return typeof more === 'number' && more > 0
    ? t('health.names-and-more', '{{names}} and {{more}} more', { names: first, more: String(more) })
    : first;
}

export const WORDINGS: Partial<Record<string, (params: Params) => string>> = {
  connected: ({ server }) => t('health.connected', 'Connected to {{server}}.', { server: textOf(server) }),
  unreachable: ({ url, error }) =>
    t(
      'health.unreachable',
      "The server can't be reached at {{url}}: {{error}} Grafana's server has to reach it, not only your browser.",
      { url: textOf(url), error: textOf(error) }
    ),
  'unreachable-here': ({ url, error }) =>
    t(
      'health.unreachable-here',
      "The server can't be reached at {{url}}: {{error}} This address is that of the machine or the container that Grafana runs in: if Prometheus runs in another one, the URL needs the name of that.",
      { url: textOf(url), error: textOf(error) }
    ),
  answers: ({ url }) => t('health.answers', 'Something answers at {{url}}.', { url: textOf(url) }),
  queries: ({ method }) => t('health.queries', 'Queries are answered ({{method}}).', { method: textOf(method) }),
  'too-large': ({ error }) =>
    t('health.too-large', 'The answer to a first query is larger than the settings allow: {{error}}', {
      error: textOf(error),
    }),
  login: ({ error }) => t('health.login', 'The server refuses the login: {{error}}', { error: textOf(error) }),
  forbidden: ({ error }) =>
    t(
      'health.forbidden',
      'The login is accepted, but may not query: {{error}} Give it the right to read, or check the tenant header.',
      { error: textOf(error) }
    ),
  'no-api': ({ url, error }) =>
    t(
      'health.no-api',
      'The server has no Prometheus API at {{url}}: {{error}} The URL ends before /api/v1 and needs the path prefix that some servers have, such as /prometheus (Mimir) or /select/0/prometheus (VictoriaMetrics cluster).',
      { url: textOf(url), error: textOf(error) }
    ),
  'no-answer': ({ error }) =>
    t('health.no-answer', 'The server does not answer queries: {{error}}', { error: textOf(error) }),
  export: ({ url }) =>
    t(
      'health.export',
      "{{url}} gives metrics to be scraped and answers no queries: a Prometheus, Mimir or VictoriaMetrics has to scrape it, and that server's address belongs here.",
      { url: textOf(url) }
    ),
  baseten: ({ url }) =>
    t(
      'health.baseten',
      "{{url}} is an address of Baseten. Its export holds only the present values and answers no queries: a Prometheus, Mimir or VictoriaMetrics has to scrape it, and that server's address belongs here.",
      { url: textOf(url) }
    ),
  'own-metrics': ({ url, tail, better }) =>
    t(
      'health.own-metrics',
      '{{url}} is what the server says of itself, to be scraped. Leave out {{tail}}: the URL is {{better}}.',
      { url: textOf(url), tail: textOf(tail), better: textOf(better) }
    ),
  tail: ({ url, tail, better }) =>
    t('health.tail', 'There is no Prometheus API below {{url}}. Leave out {{tail}}: the URL is {{better}}.', {
      url: textOf(url),
      tail: textOf(tail),
      better: textOf(better),
    }),
  entra: () =>
    t(
      'health.entra',
      "Logging in to Azure (azureCredentials) is not supported. For Azure Monitor's Prometheus, run a proxy beside Grafana that logs in to Microsoft Entra, and enter its address as the URL."
    ),
  google: () =>
    t(
      'health.google',
      "Logging in to Google Cloud is not supported. For its Managed Service for Prometheus, run Google's Prometheus frontend beside Grafana, which logs in, and enter its address as the URL."
    ),
  sigv4: () =>
    t(
      'health.sigv4',
      'Requests that are signed for AWS (SigV4, sigV4Auth) are not supported. For Amazon Managed Prometheus, run a signing proxy beside Grafana, such as aws-sigv4-proxy, and enter its address as the URL.'
    ),
  unread: (params) =>
    t(
      'health.unread',
      'Settings that nothing here reads, so that they have no effect: {{names}}. See how each is spelt.',
      { names: named(params) }
    ),
  'half-header': (params) =>
    t(
      'health.half-header',
      "The header of {{headers}} isn't sent: it needs both a name (jsonData.httpHeaderName1) and a value (secureJsonData.httpHeaderValue1) of the same number.",
      { headers: named(params) }
    ),
  relabelled: ({ labels }) =>
    t(
      'health.relabelled',
      "The scrape job's own {{labels}} hides Baseten's label of that name: filters and grouping take the job's. Set honor_labels: true in the scrape job, or give the job's label another name.",
      { labels: list(labels) }
    ),
  twice: ({ jobs }) =>
    t(
      'health.twice',
      'The same deployments are scraped {{jobs}} times, by several jobs, instances or servers: sums count them {{jobs}} times. Keep one of them, or query what removes duplicates.',
      { jobs: textOf(jobs) }
    ),
  none: ({ last }) => {
    const stopped =
      textOf(last) === ''
        ? ''
        : ` ${t('health.stopped', 'The last one was at {{last}}: scraping has stopped since.', { last: textOf(last) })}`;
    const none = t('health.none', 'Queries work, but no series named baseten_… has a sample in the past five minutes.');
    return `${none}${stopped} ${exportFacts()}`;
  },
  core,
  'age-unknown': ({ error }) =>
    t('health.age-unknown', "The age of the data can't be told: {{error}}", { error: textOf(error) }),
  vanished: () =>
    t(
      'health.vanished',
      "The age of the data can't be told, since the series vanished while they were looked at; try again."
    ),
  stale: ({ age, scrapes }) =>
    `${t(
      'health.stale',
      'The newest sample is {{age}} old, more than {{scrapes}} scrapes: see whether the scrape job still works, and whether the export endpoint answers it with 401 or 429.',
      { age: textOf(age), scrapes: textOf(scrapes) }
    )} ${exportFacts()}`,
  clocks: ({ age }) =>
    t(
      'health.clocks',
      "The newest sample is {{age}} in the future: the clocks of Grafana's and the Prometheus server disagree.",
      { age: textOf(age) }
    ),
  fresh: ({ age }) => t('health.fresh', 'The newest sample is {{age}} old.', { age: textOf(age) }),
  'interval-unknown': ({ set }) =>
    t('health.interval-unknown', 'There are too few samples yet to tell the scrape interval; {{set}} is assumed.', {
      set: textOf(set),
    }),
  'interval-longer': ({ observed, set }) =>
    t(
      'health.interval-longer',
      'Samples come about every {{observed}}, but the setting Scrape interval is {{set}}: rates will have gaps. Set it to {{observed}}.',
      { observed: textOf(observed), set: textOf(set) }
    ),
  'interval-shorter': ({ observed, set }) =>
    t(
      'health.interval-shorter',
      'Samples come about every {{observed}}, more often than the setting Scrape interval ({{set}}) says: graphs are coarser than they could be.',
      { observed: textOf(observed), set: textOf(set) }
    ),
  interval: ({ observed }) =>
    t('health.interval', 'Samples come about every {{observed}}, as set.', { observed: textOf(observed) }),
  coverage: ({ models, environment }) =>
    t(
      'health.coverage',
      'The alert rules as shipped watch all models of the environment {{environment}}: {{models}}.',
      {
        models: textOf(models),
        environment: textOf(environment),
      }
    ),
  'coverage-part': (params) =>
    t(
      'health.coverage-part',
      'The alert rules as shipped watch {{watched}} of {{models}} models, those of the environment {{environment}}; not watched: {{names}}.',
      {
        watched: textOf(params.watched),
        models: textOf(params.models),
        environment: textOf(params.environment),
        names: named(params),
      }
    ),
  'coverage-none': ({ environment }) =>
    t(
      'health.coverage-none',
      'No model is in the environment {{environment}}, which the alert rules watch as shipped: they see none. Name your environments in the objectives that the rules are made of.',
      { environment: textOf(environment) }
    ),
  'coverage-codes': (params) =>
    t(
      'health.coverage-codes',
      '{{names}}: many answers have a code of no protocol, which no rule counts as good or bad. Find out what writes it, or say what the models speak in the objectives (protocol).',
      { names: named(params) }
    ),
  'coverage-bound': (params) =>
    t(
      'health.coverage-bound',
      "{{names}}: no bucket of the response times ends at the usual objective: latency rules are blind unless the model's own objective (latencySeconds) is one of its bounds.",
      { names: named(params) }
    ),
  'coverage-floor': (params) =>
    t(
      'health.coverage-floor',
      "{{names}}: too few requests in 6 hours for a burn of the error budget. Rules about requests that nobody serves or that don't end see it still.",
      { names: named(params) }
    ),
  'coverage-restarts': (params) =>
    t(
      'health.coverage-restarts',
      "{{names}}: container restarts are not exported, which is behind a feature flag on Baseten's side: the rule about them can't fire.",
      { names: named(params) }
    ),
  'coverage-unknown': ({ error }) =>
    t('health.coverage-unknown', "Which models the alert rules can see can't be told: {{error}}", {
      error: textOf(error),
    }),
};
