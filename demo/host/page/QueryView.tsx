import { css } from '@emotion/css';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  CoreApp,
  dateTime,
  LoadingState,
  rangeUtil,
  type GrafanaTheme2,
  type PanelData,
  type TimeRange,
} from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { Button, LoadingBar, RefreshPicker, Stack, TimeRangePicker, useStyles2 } from '@grafana/ui';
import { QueryRow } from './QueryRow';
import { runQueries } from './runQueries';
import type { DemoDataSource } from './standins/dataSources';
import { readState, writeState } from './urlState';
import { Visualization } from './Visualization';

interface Props {
  datasource: DemoDataSource;
}

/** Explore in small: query editors, a time range, and what came back. Its state is in the URL. */
export function QueryView({ datasource }: Props) {
  const styles = useStyles2(getStyles);
  const [queries, setQueries] = useState<DataQuery[]>(() => readState().queries ?? [newQuery(datasource, [])]);
  const [range, setRange] = useState<TimeRange>(() => rangeOf(readState().from ?? 'now-3h', readState().to ?? 'now'));
  const [data, setData] = useState<PanelData>();
  // A number that changes asks for another run; queries are run on demand, not on every key stroke.
  const [runs, setRuns] = useState(0);
  const [loading, setLoading] = useState(false);
  const run = useCallback(() => setRuns((before) => before + 1), []);

  // Editing a query does not run it; a run takes the queries as they are then.
  const latest = useRef(queries);
  useEffect(() => {
    latest.current = queries;
    writeState({ queries, from: raw(range.raw.from), to: raw(range.raw.to) });
  }, [queries, range]);

  useEffect(() => {
    setLoading(true);
    const subscription = runQueries({
      datasource,
      queries: latest.current,
      range: renew(range),
      maxDataPoints: Math.max(100, Math.floor(window.innerWidth * 0.9)),
      app: CoreApp.Explore,
    }).subscribe({
      next: setData,
      complete: () => setLoading(false),
    });
    return () => subscription.unsubscribe();
  }, [datasource, range, runs]);

  const shown = useMemo(() => (data && loading ? { ...data, state: LoadingState.Loading } : data), [data, loading]);

  return (
    <Stack direction="column" gap={2}>
      <Toolbar range={range} loading={loading} onRange={setRange} onRun={run} />

      {queries.map((query, index) => (
        <QueryRow
          key={query.refId}
          datasource={datasource}
          query={query}
          queries={queries}
          range={range}
          data={shown}
          canRemove={queries.length > 1}
          onChange={(changed) => setQueries((before) => before.map((old, at) => (at === index ? changed : old)))}
          // As Explore does it: behind the queries that are shown at present, with a letter of its own.
          onAdd={(added) => setQueries([...queries, { ...added, refId: nextRefId(queries) }])}
          onRemove={() => {
            setQueries((before) => before.filter((_, at) => at !== index));
            run();
          }}
          onRunQuery={run}
        />
      ))}
      <div>
        <Button
          variant="secondary"
          icon="plus"
          onClick={() => setQueries((before) => [...before, newQuery(datasource, before)])}
        >
          Add query
        </Button>
      </div>

      <section className={styles.panel} aria-label="Result" aria-busy={loading}>
        <div className={styles.bar}>{loading && <LoadingBar width={400} />}</div>
        {data && <Visualization data={data} height={380} />}
      </section>
    </Stack>
  );
}

interface ToolbarProps {
  range: TimeRange;
  loading: boolean;
  onRange: (range: TimeRange) => void;
  onRun: () => void;
}

/** The range and the button that runs. Not drawn anew with each key in an editor. */
const Toolbar = memo(function Toolbar({ range, loading, onRange, onRun }: ToolbarProps) {
  return (
    <Stack justifyContent="flex-end" alignItems="center" gap={1}>
      <Range range={range} onRange={onRange} />
      <RefreshPicker
        text="Run query"
        isLoading={loading}
        onRefresh={onRun}
        onIntervalChanged={() => undefined}
        noIntervalPicker
        primary
      />
    </Stack>
  );
});

/** The range alone: the picker translates all that it offers, and a run is none of its business. */
const Range = memo(function Range({ range, onRange }: Pick<ToolbarProps, 'range' | 'onRange'>) {
  return (
    <TimeRangePicker
      value={range}
      timeZone="browser"
      onChange={onRange}
      onChangeTimeZone={() => undefined}
      onMoveBackward={() => onRange(moved(range, -0.5))}
      onMoveForward={() => onRange(moved(range, 0.5))}
      onZoom={() => onRange(zoomed(range))}
    />
  );
});

function nextRefId(existing: DataQuery[]): string {
  const taken = new Set(existing.map((query) => query.refId));
  return (
    Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index)).find((letter) => !taken.has(letter)) ??
    `Q${existing.length}`
  );
}

function newQuery(datasource: DemoDataSource, existing: DataQuery[]): DataQuery {
  return {
    ...datasource.getDefaultQuery?.(CoreApp.Explore),
    refId: nextRefId(existing),
    datasource: datasource.getRef(),
  };
}

function rangeOf(from: string, to: string): TimeRange {
  const read = (text: string) => (/^\d+$/.test(text) ? dateTime(Number(text)) : text);
  return rangeUtil.convertRawToRange({ from: read(from), to: read(to) });
}

function raw(bound: TimeRange['raw']['from']): string {
  return typeof bound === 'string' ? bound : String(bound.valueOf());
}

/** A relative range, such as the last hour, ends at each run's own now. */
function renew(range: TimeRange): TimeRange {
  return rangeUtil.convertRawToRange(range.raw);
}

function moved(range: TimeRange, share: number): TimeRange {
  const by = (range.to.valueOf() - range.from.valueOf()) * share;
  return absolute(range.from.valueOf() + by, range.to.valueOf() + by);
}

function zoomed(range: TimeRange): TimeRange {
  const half = (range.to.valueOf() - range.from.valueOf()) / 2;
  return absolute(range.from.valueOf() - half, range.to.valueOf() + half);
}

function absolute(from: number, to: number): TimeRange {
  const [start, end] = [dateTime(from), dateTime(to)];
  return { from: start, to: end, raw: { from: start, to: end } };
}

const getStyles = (theme: GrafanaTheme2) => ({
  panel: css({
    position: 'relative',
    padding: theme.spacing(2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    minHeight: 420,
  }),
  bar: css({ position: 'absolute', top: 0, left: 0, right: 0, height: 1, overflow: 'hidden' }),
});
