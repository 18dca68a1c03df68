import { useEffect, useMemo, useState } from 'react';
import { CoreApp, rangeUtil, type PanelData, type TimeRange } from '@grafana/data';
import { Alert, InlineField, Stack } from '@grafana/ui';
import { Picker } from '../../../src/picker';
import { AdHocSection } from './AdHocSection';
import { AnnotationSection } from './AnnotationSection';
import { runQueries } from './runQueries';
import { Section } from './Section';
import { readSettings, writeSettings, type DashboardSettings } from './settingsState';
import type { DemoDataSource } from './standins/dataSources';
import { templateSrv } from './standins/install';
import { useVariables } from './useVariables';
import { VariableSection } from './VariableSection';
import { Visualization } from './Visualization';

interface Props {
  datasource: DemoDataSource;
}

const spans = ['now-1h', 'now-6h', 'now-24h'];

/** Stands in for a dashboard's settings: variables, an annotation, ad-hoc filters, and a panel that heeds them. */
export function DashboardSettingsView({ datasource }: Props) {
  const [settings, setSettings] = useState(readSettings);
  const { from, variables: definitions, annotation, filters, groupBy } = settings;
  const range = useMemo(() => rangeUtil.convertRawToRange({ from, to: 'now' }), [from]);
  const { variables, failures, choose, version } = useVariables(datasource, definitions, range);
  // What is asked below is interpolated while it is sent, so the variables have to be there before.
  templateSrv.setVariables(variables ?? []);
  useEffect(() => writeSettings(settings), [settings]);
  const change = (changed: Partial<DashboardSettings>) => setSettings((before) => ({ ...before, ...changed }));

  return (
    <Stack direction="column" gap={2}>
      <InlineField label="Last">
        <Picker
          label="Time range"
          width={12}
          options={spans.map((value) => ({ value, label: value.replace('now-', '') }))}
          value={from}
          onChange={(chosen) => change({ from: chosen })}
        />
      </InlineField>
      {definitions.map((definition) => (
        <VariableSection
          key={definition.name}
          datasource={datasource}
          definition={definition}
          variable={variables?.find(({ name }) => name === definition.name)}
          failure={failures[definition.name]}
          range={range}
          onChange={(query) =>
            change({ variables: definitions.map((old) => (old === definition ? { ...old, query } : old)) })
          }
          onChoose={(values) => choose(definition.name, values)}
        />
      ))}
      <AnnotationSection
        datasource={datasource}
        annotation={annotation}
        range={range}
        version={version}
        onChange={(changed) => change({ annotation: changed })}
      />
      <AdHocSection
        datasource={datasource}
        filters={filters}
        groupBy={groupBy}
        range={range}
        onFilters={(changed) => change({ filters: changed })}
        onGroupBy={(keys) => change({ groupBy: keys })}
      />
      {variables && <Panel datasource={datasource} settings={settings} range={range} version={version} />}
    </Stack>
  );
}

interface PanelProps extends Props {
  settings: DashboardSettings;
  range: TimeRange;
  /** Changes when the variables do. */
  version: number;
}

/** The dashboard's one panel, with the PromQL that each of its queries became. */
function Panel({ datasource, settings, range, version }: PanelProps) {
  const { queries, filters, groupBy } = settings;
  const [data, setData] = useState<PanelData>();

  useEffect(() => {
    const subscription = runQueries({
      datasource,
      queries: queries.map((query) => ({ ...query, datasource: datasource.getRef() })),
      range,
      maxDataPoints: 500,
      app: CoreApp.Dashboard,
      // Grafana leaves out what is not filled in yet.
      filters: filters.filter(({ key, value }) => key && value),
      groupByKeys: groupBy,
    }).subscribe(setData);
    return () => subscription.unsubscribe();
  }, [datasource, queries, filters, groupBy, range, version]);

  const executed = new Map(data?.series.map(({ refId, meta }) => [refId, meta?.executedQueryString]));
  return (
    <Section title="Panel" hint="A panel of this dashboard, and the PromQL that each of its queries became.">
      {data?.errors?.map((error, index) => (
        <Alert key={index} title={error.message ?? 'The query failed.'} topSpacing={1} bottomSpacing={1} />
      ))}
      {[...executed].map(([refId, expr]) => (
        <p key={refId}>
          {`${refId}: `}
          <code data-testid={`executed-${refId}`} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {expr}
          </code>
        </p>
      ))}
      {data && <Visualization data={data} height={260} />}
    </Section>
  );
}
