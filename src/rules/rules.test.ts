import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument, visit } from 'yaml';
import { toPage } from '../../build/page';
import { isPlaceholder } from '../../build/project.mjs';
import { objectivesHash, readObjectives } from '../objectives';
import { translate } from '../translator';
import { defaults, shipped } from '../../provision/objectives';
import { generatedFiles } from '../../provision/generate';
import { PINNED } from './pinned';
import { ruleFiles } from './files';
import { grafanaRules, HASH_ANNOTATION, printMath } from './grafana';
import { prometheusRules } from './prometheus';
import { filtersOf } from './pieces';
import { runbookRemark } from './runbook';
import { allRules, variants } from './variants';

/** Whatever the document is. */
const HASH = '0123456789abcdef';
/** All that is provisioned, written once. */
const generated = generatedFiles();

const read = (content: object) => readObjectives({ version: 1, ...content }).document;

/** What version 1 of the query takes for the server's faults, and for all but the client's. */
const BAD = '5..|429|[248]|1[2-5]|1006|101[1-5]';
const VALID =
  '[ -/0248:-~]?|[ -02-~].|1[ -/2-57-~]|[ -35-~]..|429|[ -02-~]...|1[ -/1-~]..|10[ -/2-~].|100[ -014-6:-~]|101[ -/1-~]|.{5,}';

describe('alert rules', () => {
  it('say which document they were made of, each of them, and another one for another document', () => {
    const hashes = (document: typeof shipped) => {
      const file: { groups: Array<{ rules: Array<{ annotations: Record<string, string> }> }> } = parse(
        ruleFiles(document).grafana
      );
      return new Set(file.groups.flatMap(({ rules }) => rules.map(({ annotations }) => annotations[HASH_ANNOTATION])));
    };
    expect([...hashes(shipped)]).toEqual([objectivesHash(shipped)]);
    expect([...hashes(read({ defaults: { startMinutes: 20 } }))]).not.toEqual([objectivesHash(shipped)]);
  });

  it('print conditions as Grafana math', () => {
    expect(
      printMath({
        when: [
          {
            left: { ref: 'A' },
            op: '>',
            right: { op: '+', left: 0.01, right: { op: '*', left: 2, right: { ref: 'B' } } },
          },
          { left: { ref: 'C' }, op: '>=', right: 100 },
        ],
      })
    ).toBe('($A > (0.01 + (2 * $B))) && ($C >= 100)');
    const is = (ref: string) => [{ left: { ref }, op: '>' as const, right: 0 }];
    expect(printMath({ when: is('A'), or: is('B'), besides: is('C') })).toBe('((($A > 0)) || (($B > 0))) && ($C > 0)');
  });

  it('page late for an export that is gone, and as soon for a server that fails, but not while it restarts', () => {
    const [gone] = grafanaRules(allRules(shipped), HASH)
      .groups.flatMap(({ rules }) => rules)
      .filter(({ uid }) => uid === 'baseten-export-gone');
    // `Error` would ignore the time to wait, and fire under another name.
    expect(gone).toMatchObject({ execErrState: 'Alerting', for: '10m', noDataState: 'KeepLast' });
  });

  it('have a watchdog that fires always, and stops at once where nothing can be asked', () => {
    const [watchdog, ...more] = grafanaRules(allRules(shipped), HASH)
      .groups.flatMap(({ rules }) => rules)
      .filter(({ labels }) => labels.severity === 'none');
    expect(more).toEqual([]);
    expect(watchdog).toMatchObject({ for: '0s', keepFiringFor: '0s', noDataState: 'OK', execErrState: 'OK' });
    const [own] = prometheusRules(allRules(shipped))
      .groups.flatMap(({ rules }) => rules)
      .filter(({ alert }) => alert === 'Watchdog');
    expect(own?.labels.severity).toBe('none');
    expect(own).not.toHaveProperty('keep_firing_for');
  });

  it.each(allRules(shipped).map((rule) => [rule.id, rule] as const))(
    '%s translates, with its window written out',
    (id, rule) => {
      for (const query of Object.values(rule.queries)) {
        const translation = translate(query, { fromAlert: true });
        expect(translation.queryType).toBe('instant');
        expect(translation.expr).not.toContain('$');
        // The objectives leave codes out on purpose, and WebSocket's have no latency; a person who filters by code is warned.
        const leavesCodesOut = query.metric === 'unknown_code_share' || id.startsWith('latency-');
        expect(
          translation.notices.filter(({ text }) => !(leavesCodesOut && text.startsWith('The filter on status_code')))
        ).toEqual([]);
      }
    }
  );

  it('watch production only, grouped by model and never by deployment', () => {
    for (const rule of allRules(shipped)) {
      for (const query of Object.values(rule.queries)) {
        expect(query.groupBy).not.toContain('deployment_id');
        // What concerns the whole export has no labels and joins every model.
        if (query.groupBy?.length === 0 && rule.ownModels !== true) {
          expect(query.filters).toEqual([]);
        } else {
          expect(query.groupBy).toEqual(rule.groupBy);
          expect(query.filters?.[0]).toEqual({ label: 'environment', operator: '=', values: ['production'] });
        }
      }
    }
  });

  it('give a set with objectives of its own its own rules, and leave its models out of the default ones', () => {
    const document = read({
      sets: [
        { name: 'Slow', models: ['c', 'a "b"'], latencySeconds: 30 },
        { name: 'Loose', models: ['d'], availability: 0.99 },
        { name: 'As all', models: ['e'], latencySeconds: 10 },
        { name: 'Empty', models: [], latencySeconds: 3 },
      ],
    });
    expect(
      variants(document, ['availability', 'latencySeconds']).map(({ set, selection, objectives }) => [
        set,
        filtersOf(selection)[0]?.operator,
        filtersOf(selection)[0]?.values,
        objectives.latencySeconds,
      ])
    ).toEqual([
      ['', '!=', ['a "b"', 'c', 'd'], 10],
      ['Slow', '=', ['a "b"', 'c'], 30],
      ['Loose', '=', ['d'], 10],
    ]);
    const rules = allRules(document);
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
    expect(new Set(rules.map((rule) => rule.title)).size).toBe(rules.length);
  });

  it('keep their uids and titles whoever the members of a set are', () => {
    const of = (models: string[]) => allRules(read({ sets: [{ name: 'Voice', models, latencySeconds: 300 }] }));
    const names = (models: string[]) => of(models).map(({ id, title }) => [id, title]);
    expect(names(['a'])).toEqual(names(['b', 'c', 'Übersetzer – 日本語']));
    expect(JSON.stringify(names(['a']))).toContain('(Voice)');
  });

  it('watch no latency of models that promised none', () => {
    const rules = allRules(read({ sets: [{ name: 'Batch', models: ['nightly'], latencySeconds: 'none' }] }));
    const latency = rules.filter(({ kind }) => kind.startsWith('latency'));
    expect(latency.length).toBeGreaterThan(0);
    for (const { queries } of latency) {
      expect(queries['A']?.filters?.slice(1, 2)).toEqual([
        { label: 'model_name', operator: '!=', values: ['nightly'] },
      ]);
    }
    expect(rules.filter(({ id }) => id === 'availability-burn')).toHaveLength(1);
  });

  it('watch the first byte of models that have promised something about it, and of no others', () => {
    expect(allRules(read({})).filter(({ kind }) => kind.startsWith('first-byte'))).toEqual([]);
    const rules = allRules(
      read({
        sets: [
          { name: 'Streams', models: ['chat'], firstByteSeconds: 2.5, latencySeconds: 'none' },
          { name: 'Short streams', models: ['talk'], firstByteSeconds: 1, firstByteShare: 0.5 },
        ],
      })
    );
    const of = (kind: string) => rules.filter((rule) => rule.kind === kind);
    expect(of('first-byte-missing').map(({ queries }) => queries['A']?.threshold)).toEqual([2.5, 1]);
    const [alone, both] = of('first-byte-burn');
    // 14.4 times one in a hundred; half of them can't burn that fast.
    expect(printMath(alone ?? { when: [] })).toContain('($C >= 10) && ($A > 0.144)');
    expect(both).toBeUndefined();
    expect(Object.values(alone?.queries ?? {}).map(({ metric }) => metric)).not.toContain('late_requests');
    const [streams] = allRules(read({ defaults: { firstByteSeconds: 1 } })).filter(
      ({ kind }) => kind === 'first-byte-burn'
    );
    // Where whole responses burn as fast and answers are usually quick, that is the page.
    expect(printMath(streams ?? { when: [] })).toContain('((($L - (10 + (0.144 * $M))) * (300 - $Q)) <= 0)');
  });

  it('tell code and deployment by queries that the condition never reads, one series a model', () => {
    const document = read({ sets: [{ name: 'Mine', models: ['m'], availability: 0.9, badStatus: '5..' }] });
    const rules = grafanaRules(allRules(document), HASH).groups.flatMap((group) => group.rules);
    const [burn] = rules.filter(({ title }) => title.endsWith('budget burns too fast (Mine)'));
    expect(burn?.data.find(({ refId }) => refId === 'W')?.model).toMatchObject({
      metric: 'bad_requests',
      badStatus: '5..',
      filters: [
        { label: 'environment', operator: '=', values: ['production'] },
        { label: 'model_name', operator: '=', values: ['m'] },
      ],
      groupBy: ['model_name', 'deployment_id', 'status_code'],
      top: { order: 'top', n: 1, of: ['model_name'] },
    });
    expect(burn?.annotations.summary).toMatch(
      /fail\{\{ with \$values\.W \}\}, most of them with \{\{ \.Labels\.status_code \}\} on the deployment \{\{ \.Labels\.deployment_id \}\}\{\{ end \}\}$/
    );
    for (const { condition, data } of rules) {
      const math = data.find(({ refId }) => refId === condition)?.model;
      expect(JSON.stringify(math)).not.toContain('$W');
    }
    for (const { tells = {}, groupBy } of allRules(document)) {
      for (const query of Object.values(tells)) {
        expect([query.top?.n, query.top?.of, groupBy]).toEqual([1, ['model_name'], ['model_name']]);
        expect(translate(query, { fromAlert: true }).notices).toEqual([]);
      }
    }
  });

  it('lead in Prometheus to the published document, which has a heading for each', () => {
    const text = readFileSync(new URL('../../docs/alerting.md', import.meta.url), 'utf8');
    const published = prometheusRules(allRules(shipped), 'https://code.acme.dev/grafana/models');
    for (const { annotations, labels } of published.groups.flatMap(({ rules }) => rules)) {
      const address = `https://code.acme.dev/grafana/models/blob/HEAD/docs/alerting.md#${labels['rule']}`;
      expect(annotations).toMatchObject({ runbook_url: address });
      expect(text).toContain(`\n### ${labels['rule']}\n`);
    }
    expect(runbookRemark('https://code.acme.dev/grafana/models')).toBe('');
  });

  it('never lead to an address that stands for none: they name the file, and the file with the rules says why', () => {
    const nowhere = 'https://docs.example.org/models';
    for (const { annotations, labels } of prometheusRules(allRules(shipped), nowhere).groups.flatMap(
      ({ rules }) => rules
    )) {
      expect(annotations).toMatchObject({ runbook: `docs/alerting.md#${labels['rule']}` });
      expect(annotations).not.toHaveProperty('runbook_url');
    }
    expect(runbookRemark(nowhere)).toContain(nowhere);
    const { repository }: { repository: string } = JSON.parse(
      readFileSync(new URL('../../project.json', import.meta.url), 'utf8')
    );
    const { prometheus } = ruleFiles(shipped);
    expect(prometheus.startsWith('# No runbook_url: ')).toBe(isPlaceholder(repository));
    expect(prometheus).not.toMatch(/runbook_url: "https:\/\/example\./);
  });

  it('ask with the codes that the objectives call bad, and without those that they leave out', () => {
    const rules = allRules(
      read({ sets: [{ name: 'Limited', models: ['m'], ignoredCodes: ['429', 8], badStatus: '5..|4001' }] })
    );
    const [usual, own] = rules.filter(({ kind }) => kind === 'high-error-ratio');
    expect(usual?.queries['A']).toEqual({
      metric: 'error_ratio',
      window: '5m',
      groupBy: ['model_name'],
      filters: [
        { label: 'environment', operator: '=', values: ['production'] },
        { label: 'model_name', operator: '!=', values: ['m'] },
      ],
    });
    expect(own?.queries['A']).toMatchObject({
      badStatus: '5..|4001',
      filters: [
        { label: 'environment' },
        { label: 'model_name', operator: '=', values: ['m'] },
        { label: 'status_code', operator: '!=', values: ['429', '8'] },
      ],
    });
  });

  it('delete in Grafana what an older file had and the new one has not', () => {
    // The uids of the last file whose rules were named after their members.
    const before: string[] = JSON.parse(
      readFileSync(new URL('./testdata/uids-by-members.json', import.meta.url), 'utf8')
    );
    const shippedFile: { groups: Array<{ rules: Array<{ uid: string }> }>; deleteRules: Array<{ uid: string }> } =
      parse(ruleFiles(shipped).grafana);
    const present = shippedFile.groups.flatMap(({ rules }) => rules.map(({ uid }) => uid));
    const gone = shippedFile.deleteRules.map(({ uid }) => uid);
    expect(before).toHaveLength(31);
    // Each old rule goes on under its uid, or goes: else it would ring beside the new one.
    expect(before.filter((uid) => present.includes(uid) === gone.includes(uid))).toEqual([]);
    expect(gone.filter((uid) => present.includes(uid))).toEqual([]);
    const own = read({ sets: [{ name: 'Mine', models: ['m'], availability: 0.9 }] });
    const later = parse(ruleFiles(read({}), ruleFiles(own).grafana).grafana);
    const mine = allRules(own).filter(({ title }) => title.endsWith('(Mine)'));
    expect(mine.length).toBeGreaterThan(0);
    for (const { id } of mine) {
      expect(later.deleteRules).toContainEqual({ orgId: 1, uid: `baseten-${id}` });
    }
  });

  it('wait for as long as a start may take, and leave models with long requests to themselves', () => {
    const rules = allRules(
      read({
        sets: [
          { name: 'Calls', models: ['calls'], longRequests: true },
          { name: 'Giant', models: ['giant'], startMinutes: 25 },
        ],
      })
    );
    const of = (id: string) => rules.filter((rule) => rule.kind === id);
    const models = (id: string) => of(id).map(({ queries }) => queries['A']?.filters?.slice(1));
    expect(models('requests-stalled')).toEqual([
      [{ label: 'model_name', operator: '!=', values: ['calls', 'giant'] }],
      [{ label: 'model_name', operator: '=', values: ['giant'] }],
    ]);
    expect(models('requests-unserved')).toEqual([
      [{ label: 'model_name', operator: '!=', values: ['giant'] }],
      [{ label: 'model_name', operator: '=', values: ['giant'] }],
    ]);
    expect(of('requests-unserved').map(({ queries, when }) => [queries['A']?.window, when[0]?.right])).toEqual([
      ['30m', 12],
      ['75m', 27],
    ]);
    expect(of('stuck-starting').map(({ queries }) => queries['A']?.window)).toEqual(['20m', '50m']);
  });

  it('each have a section in docs/alerting.md, which names every objective by which they are set', () => {
    const document = readFileSync(new URL('../../docs/alerting.md', import.meta.url), 'utf8');
    // Some are for those alone who have promised something about the first byte.
    const ids = new Set(allRules(read({ defaults: { firstByteSeconds: 1 } })).map(({ kind }) => kind));
    const hint = 'Write a section "### id" for each rule into docs/alerting.md, then run: npm run generate';
    expect(
      [...ids].filter((id) => !document.includes(`\n### ${id}\n`)),
      hint
    ).toEqual([]);
    const named = [...document.matchAll(/^### (\S+)$/gm)].map(([, id]) => id ?? '');
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
    const reference = readFileSync(new URL('../../docs/objectives.md', import.meta.url), 'utf8');
    expect(Object.keys(defaults).filter((name) => !reference.includes(`| \`${name}\``))).toEqual([]);
  });

  it('say whole sentences in Prometheus too, which knows one value only', () => {
    const rules = prometheusRules(allRules(read({}))).groups.flatMap((group) => group.rules);
    for (const { summary, description } of rules.map(({ annotations }) => annotations)) {
      expect([summary, description].join(' ')).not.toMatch(/\$values|…/);
      expect(description).toMatch(/^[A-Z0-9].*[.?]$/);
      expect(summary.length).toBeGreaterThan(20);
    }
    const texts = new Map(rules.map(({ alert, annotations }) => [alert, annotations]));
    expect(texts.get('Worse than an hour ago, with a new deployment')?.summary).toBe(
      '{{ $labels.model_name }}: {{ humanizePercentage $value }} of its requests fail, and a deployment is new since' +
        '{{ range printf `topk by (model_name) (1, ' +
        'sum by (model_name, deployment_id, status_code) (max by (model_name, deployment_id, status_code, environment, rollout_phase, is_async) ' +
        `(increase(baseten_inference_requests_total{environment="production",model_name=%[1]q,status_code=~"${BAD}"}[15m]))) or 0 * ` +
        'sum by (model_name, deployment_id, status_code) (max by (model_name, deployment_id, status_code, environment, rollout_phase, is_async) ' +
        `(increase(baseten_inference_requests_total{environment="production",model_name=%[1]q,status_code=~"${VALID}"}[15m]))))\`` +
        ' $labels.model_name | query }}, most of them with {{ .Labels.status_code }} on the deployment {{ .Labels.deployment_id }}{{ end }}'
    );
    expect(texts.get('Availability: the error budget burns too fast')?.description).toBe(
      'Objective 99.9%: the budget of 30 days would be gone in 5 days or less. Look at the status codes and at what was deployed last.'
    );
  });

  it('lead to a panel of a dashboard that there is, of the model and environment of the alert', () => {
    const boards = new Map(
      [...generated]
        .filter(([path]) => path.startsWith('provisioning/dashboards/'))
        .map(([, content]): { uid: string; panels: Array<{ id?: number }> } => JSON.parse(content))
        .map(({ uid, panels }) => [uid, panels.map(({ id }) => id)])
    );
    for (const { dashboard, id } of Object.values(PINNED)) {
      expect(boards.get(dashboard)?.filter((one) => one === id)).toEqual([id]);
    }
    const written = new Map(
      grafanaRules(allRules(shipped), HASH)
        .groups.flatMap(({ rules }) => rules)
        .map(({ uid, annotations }) => [uid, annotations.dashboard_url])
    );
    for (const { id, panel, groupBy, ownModels } of allRules(shipped)) {
      expect(boards.get(panel.dashboard)).toContain(panel.id);
      expect(written.get(`baseten-${id}`), id).toBe(
        `{{ externalURL }}d/${panel.dashboard}?viewPanel=${panel.id}` +
          (groupBy.length === 0 && ownModels !== true ? '' : '&var-environment=production') +
          (groupBy.length === 0 ? '' : '{{ with $labels.model_name }}&var-model={{ urlquery . }}{{ end }}')
      );
    }
    const others = allRules({ ...shipped, environments: ['prod & test', 'eu'] }).filter(
      ({ kind }) => kind === 'restarts'
    );
    const [rule] = grafanaRules(others, HASH).groups.flatMap(({ rules }) => rules);
    expect(rule?.annotations.dashboard_url).toContain('&var-environment=prod%20%26%20test&var-environment=eu{{');
  });

  // Grafana shows the heart of any alert of the rule, and the times of all of them, whatever the variables say.
  it('are tied by Grafana to a panel that no variable narrows, by both annotations that it asks for, or to none', () => {
    const narrowed = new Map(
      [...generated]
        .filter(([path]) => path.startsWith('provisioning/dashboards/'))
        .map(([, content]): { uid: string; panels: Array<{ id: number; targets?: unknown }> } => JSON.parse(content))
        .flatMap(({ uid, panels }) =>
          panels.map(({ id, targets }): [string, boolean] => [
            `${uid} ${id}`,
            JSON.stringify(targets ?? [])
              .replaceAll('${ds}', '')
              .includes('$'),
          ])
        )
    );
    const rules = allRules(shipped);
    const annotations = new Map(
      grafanaRules(rules, HASH)
        .groups.flatMap((group) => group.rules)
        .map((rule): [string, Record<string, string>] => [rule.uid, rule.annotations])
    );
    const tie = (id: string) =>
      ['__dashboardUid__', '__panelId__'].flatMap((name) => annotations.get(`baseten-${id}`)?.[name] ?? []);
    for (const { id, panel, severity } of rules) {
      const whole = severity !== 'none' && narrowed.get(`${panel.dashboard} ${panel.id}`) === false;
      expect(tie(id), id).toEqual(whole ? [panel.dashboard, String(panel.id)] : []);
    }
    expect(tie('export-gone')).toEqual(['baseten-overview', '1002']);
    // What always fires would be worn always.
    expect(tie('watchdog')).toEqual([]);
  });

  it('lead to a section of a page that is in the plugin', () => {
    const page = toPage(readFileSync(new URL('../../docs/alerting.md', import.meta.url)));
    for (const { annotations } of grafanaRules(allRules(shipped), HASH).groups.flatMap(({ rules }) => rules)) {
      const [address = '', anchor = ''] = annotations.runbook_url.split('#');
      expect(address).toBe('{{ externalURL }}public/plugins/baseten-metrics-datasource/docs/alerting.html');
      expect(page).toContain(` id="${anchor}"`);
    }
  });

  it('can be told by label: the rule, whatever models it is for, and the promise that is broken', () => {
    const groups = [
      ...grafanaRules(allRules(shipped), HASH).groups.flatMap(({ rules }) => rules),
      ...prometheusRules(allRules(shipped)).groups.flatMap(({ rules }) => rules),
    ];
    for (const { labels, annotations } of groups) {
      const runbook = 'runbook' in annotations ? annotations.runbook : annotations.runbook_url;
      expect([labels['source'], labels['rule']]).toEqual(['baseten', runbook.split('#')[1]]);
    }
    const promises = new Map(groups.map(({ labels }) => [labels['rule'], labels['slo']]));
    expect([...promises].filter(([, slo]) => slo === 'latency').map(([rule]) => rule)).toEqual([
      'latency-burn',
      'clients-give-up',
      'first-byte-burn',
      'saturated',
      'latency-leak',
    ]);
    expect(promises.get('requests-unserved')).toBe('availability');
    expect(promises.get('export-gone')).toBeUndefined();
  });

  it('are loaded without a notification policy, which would take the place of everything that the organization has', () => {
    const folder = path.join(import.meta.dirname, '../../provisioning');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(ya?ml|json)$/.test(file)
    );
    expect(files).toContain(path.join('alerting', 'baseten-rules.yaml'));
    for (const file of files) {
      const content: unknown = parse(readFileSync(path.join(folder, file), 'utf8'));
      const keys = Object.keys(content ?? {});
      const forbidden = [
        'policies',
        'resetPolicies',
        'contactPoints',
        'muteTimes',
        'templates',
        'route',
        'inhibit_rules',
      ];
      expect([file, ...keys.filter((key) => forbidden.includes(key))]).toEqual([file]);
    }
  });

  it('name the data source of each query in its model too', () => {
    const data = grafanaRules(allRules(shipped), HASH).groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => rule.data)
    );
    expect(data.length).toBeGreaterThan(50);
    for (const { datasourceUid, model } of data) {
      const type = datasourceUid === '__expr__' ? '__expr__' : 'baseten-metrics-datasource';
      expect(model.datasource).toEqual({ type, uid: datasourceUid });
    }
  });

  it('are YAML in which each text is quoted, so that no parser takes one for something else', () => {
    const texts = [...generated].filter(([path]) => path.endsWith('.yaml'));
    expect(texts.length).toBe(2);
    for (const [path, content] of texts) {
      const quoted: string[] = [];
      const unquoted: string[] = [];
      visit(parseDocument(content), {
        Scalar: (key, { value, type }) => {
          if (typeof value === 'string' && (key !== 'key' || !/^[a-zA-Z_]+$/.test(value))) {
            (type === 'QUOTE_DOUBLE' ? quoted : unquoted).push(value);
          }
        },
      });
      expect(unquoted, path).toEqual([]);
      expect(quoted, path).not.toEqual([]);
    }
  });

  it('double a dollar sign for the file that Grafana expands, and for no other', () => {
    const rules = allRules(read({ sets: [{ name: 'US$5', models: ['m'], errorRatio: 0.1 }] }));
    const title = 'High error ratio (US$5)';
    expect(prometheusRules(rules).groups.flatMap((group) => group.rules.map(({ alert }) => alert))).toContain(title);
    expect(grafanaRules(rules, HASH).groups.flatMap((group) => group.rules.map((rule) => rule.title))).toContain(
      title.replace('$', '$$$$')
    );
  });

  it('are what a stock Grafana loads: unique literal uids, no expansion', () => {
    const text = JSON.stringify(grafanaRules(allRules(shipped), HASH));
    expect(text).not.toContain('${');
    const rules = grafanaRules(allRules(shipped), HASH).groups.flatMap((group) => group.rules);
    for (const rule of rules) {
      // Grafana limits uids to 40 characters of this alphabet, and expands `$` in titles and labels.
      expect(rule.uid).toMatch(/^[a-zA-Z0-9_-]{1,40}$/);
      expect(rule.title).not.toContain('$');
      expect(rule.annotations.runbook_url).toMatch(/docs\/alerting\.html#[a-z-]+$/);
    }
    expect(new Set(rules.map((rule) => rule.uid)).size).toBe(rules.length);
  });
});
