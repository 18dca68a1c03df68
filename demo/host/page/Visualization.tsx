import { css } from '@emotion/css';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import {
  DataFrameType,
  FieldColorModeId,
  FieldType,
  formattedValueToString,
  getDisplayProcessor,
  getFieldDisplayName,
  getFieldSeriesColor,
  reduceField,
  type DataFrame,
  type Field,
  type GrafanaTheme2,
  type PanelData,
} from '@grafana/data';
import { config } from '@grafana/runtime';
import type { VizLegendOptions } from '@grafana/schema';
import { LegendDisplayMode, TimeSeries, useStyles2 } from '@grafana/ui';
import { Heatmap } from './Heatmap';
import { heightWithLegend } from './legend';

interface Props {
  data: PanelData;
  height: number;
  /** Values beside each name in the legend; off where there is little room. */
  calcs?: boolean;
  /** A reducer of Grafana's, which makes each series a number in place of a graph. */
  numbers?: string;
  /** Words for a result without any value. */
  empty?: string;
}

/**
 * Draws whatever frames came back: a graph over time, a heatmap, numbers, or a table. Plainer than Grafana's panels, and like
 * these not drawn anew while somebody types into an editor beside it.
 */
export const Visualization = memo(function Visualization(props: Props) {
  const { data, height, calcs = true, numbers, empty = 'No data' } = props;
  const styles = useStyles2(getStyles);
  const [width, box] = useWidth();
  const graphs = useMemo(() => (numbers ? [] : data.series.filter(isGraph).map(withLines)), [data, numbers]);
  const heatmaps = data.series.filter((frame) => frame.meta?.type === DataFrameType.HeatmapRows);
  const others = data.series.filter(
    (frame) =>
      (numbers || !isGraph(frame)) &&
      frame.meta?.type !== DataFrameType.HeatmapRows &&
      (frame.length > 0 || counts(frame, numbers))
  );
  const drawn = graphs.length + heatmaps.length + others.length > 0;

  return (
    <div ref={box} className={styles.box} data-testid="visualization">
      {!drawn && (
        <div className={styles.empty} style={{ height }} data-testid="no-data">
          {data.errors?.length ? 'Nothing to draw: the query failed, see above' : empty}
        </div>
      )}
      {graphs.length > 0 && width > 0 && (
        <div data-testid="graph">
          <TimeSeries
            frames={graphs}
            timeRange={data.timeRange}
            timeZone="browser"
            width={width}
            height={calcs ? height : heightWithLegend(graphs.flatMap(namesOf), width, height)}
            legend={calcs ? legends.table : legends.list}
          />
        </div>
      )}
      {heatmaps.map((frame, index) => (
        <Heatmap key={index} frame={frame} width={width} height={height} />
      ))}
      {others.map((frame, index) =>
        numbers || isNumbers(frame) ? (
          <Numbers key={index} frame={frame} reducer={numbers} />
        ) : (
          <Table key={index} frame={frame} />
        )
      )}
    </div>
  );
});

const legendOf = (displayMode: LegendDisplayMode, calcs: string[]): VizLegendOptions => ({
  showLegend: true,
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- Two packages export this enum.
  displayMode,
  placement: 'bottom',
  calcs,
});

/** One object each: TimeSeries makes its plot anew where it is handed another. */
const legends = {
  table: legendOf(LegendDisplayMode.Table, ['min', 'max', 'lastNotNull']),
  list: legendOf(LegendDisplayMode.List, []),
};

/** What stands in the legend. */
function namesOf(frame: DataFrame): string[] {
  return frame.fields.filter(({ type }) => type === FieldType.number).map((field) => getFieldDisplayName(field, frame));
}

/** How many there are is a number where there are none. */
const counts = (frame: DataFrame, reducer?: string) => reducer === 'count' && frame.fields.length > 0;

/** One big number a field, as a stat panel shows it. */
function Numbers({ frame, reducer = 'lastNotNull' }: { frame: DataFrame; reducer?: string }) {
  const styles = useStyles2(getStyles);
  // What was made into rows has its series' names in a column.
  const names = frame.fields.find((field) => field.type === FieldType.string)?.values;
  return (
    <div className={styles.numbers}>
      {frame.fields
        .filter((field) => field.type === FieldType.number)
        .map((field, index) => (
          <div key={index} className={styles.number} data-testid="number">
            <div className={styles.numberName}>{String(names?.[0] ?? getFieldDisplayName(field, frame))}</div>
            <div className={styles.numberValue}>
              {format(field, reduceField({ field, reducers: [reducer] })[reducer])}
            </div>
          </div>
        ))}
    </div>
  );
}

function Table({ frame }: { frame: DataFrame }) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.tableBox}>
      <table className={styles.table}>
        <thead>
          <tr>
            {frame.fields.map((field, index) => (
              <th key={index} className={field.type === FieldType.number ? styles.right : undefined}>
                {getFieldDisplayName(field, frame)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: Math.min(frame.length, 200) }, (_, row) => (
            <tr key={row}>
              {frame.fields.map((field, index) => (
                <td key={index} className={field.type === FieldType.number ? styles.right : undefined}>
                  {format(field, field.values[row])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function format(field: Field, value: unknown): string {
  const display = field.display ?? getDisplayProcessor({ field, theme: config.theme2, timeZone: 'browser' });
  return formattedValueToString(display(value));
}

function isGraph(frame: DataFrame): boolean {
  const type = frame.meta?.type;
  if (type === DataFrameType.HeatmapRows || frame.length === 0) {
    return false;
  }
  if (type === DataFrameType.TimeSeriesWide || type === DataFrameType.TimeSeriesMulti) {
    return true;
  }
  return type === undefined && frame.fields[0]?.type === FieldType.time && frame.fields.length > 1 && frame.length > 1;
}

function isNumbers(frame: DataFrame): boolean {
  return (
    frame.meta?.type === DataFrameType.NumericWide ||
    frame.meta?.type === DataFrameType.NumericMulti ||
    (frame.meta?.type === undefined && frame.length === 1)
  );
}

/** Lines with gaps where there is no value, which is what a time series panel draws before anyone sets anything. */
function withLines(frame: DataFrame): DataFrame {
  return {
    ...frame,
    fields: frame.fields.map((field) => ({
      ...field,
      config: {
        ...field.config,
        // Legend and lines number the series by themselves, and not alike where some have no values.
        color: { mode: FieldColorModeId.Fixed, fixedColor: getFieldSeriesColor(field, config.theme2).color },
        custom: {
          drawStyle: 'line',
          lineWidth: 1.5,
          fillOpacity: 6,
          showPoints: 'auto',
          pointSize: 4,
          spanNulls: false,
        },
      },
    })),
  };
}

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (!element) {
      return;
    }
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, box] as const;
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ minWidth: 0, width: '100%' }),
  empty: css({
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    color: theme.colors.text.secondary,
  }),
  numbers: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  number: css({
    padding: theme.spacing(1, 1.5),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
    minWidth: 140,
  }),
  numberName: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  numberValue: css({ fontSize: theme.typography.h2.fontSize, fontVariantNumeric: 'tabular-nums' }),
  tableBox: css({ overflow: 'auto', maxHeight: 420 }),
  table: css({
    width: '100%',
    borderCollapse: 'collapse',
    fontVariantNumeric: 'tabular-nums',
    'th, td': {
      padding: theme.spacing(0.5, 1),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      textAlign: 'left',
    },
    th: { position: 'sticky', top: 0, background: theme.colors.background.primary },
  }),
  right: css({ '&&': { textAlign: 'right' } }),
});
