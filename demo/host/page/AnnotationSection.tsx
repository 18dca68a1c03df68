import { css } from '@emotion/css';
import { useState, type ComponentType } from 'react';
import {
  dateTimeFormat,
  type AnnotationEvent,
  type AnnotationQuery,
  type GrafanaTheme2,
  type QueryEditorProps,
  type TimeRange,
} from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { Alert, useStyles2 } from '@grafana/ui';
import { Section } from './Section';
import type { DemoDataSource } from './standins/dataSources';
import { useAnnotation } from './useAnnotation';

interface Props {
  datasource: DemoDataSource;
  annotation: AnnotationQuery;
  range: TimeRange;
  /** Changes when the variables do. */
  version: number;
  onChange: (annotation: AnnotationQuery) => void;
}

type Editor = ComponentType<
  QueryEditorProps<DemoDataSource, DataQuery> & {
    annotation?: AnnotationQuery;
    onAnnotationChange?: (annotation: AnnotationQuery) => void;
  }
>;

/** An annotation: the plugin's editor, and the events that its query yields. */
export function AnnotationSection({ datasource, annotation, range, version, onChange }: Props) {
  const [runs, setRuns] = useState(0);
  const result = useAnnotation(datasource, annotation, range, version + runs);
  const AnnotationEditor: Editor | undefined = datasource.annotations?.QueryEditor;
  const events = result?.events ?? [];

  return (
    <Section title="Annotation" hint="The plugin's annotation editor, and the events that Grafana would draw.">
      <div data-testid="plugin-editor">
        {AnnotationEditor && (
          <AnnotationEditor
            datasource={datasource}
            query={{ ...datasource.annotations?.getDefaultQuery?.(), ...(annotation.target ?? { refId: 'Anno' }) }}
            onChange={(target) => onChange({ ...annotation, target })}
            onRunQuery={() => setRuns((before) => before + 1)}
            data={result?.data}
            range={range}
            annotation={annotation}
            onAnnotationChange={onChange}
          />
        )}
      </div>
      {result?.data?.errors?.map((error, index) => (
        <Alert key={index} title={error.message ?? 'The query failed.'} topSpacing={1} bottomSpacing={0} />
      ))}
      {result && <Events events={events} range={range} />}
    </Section>
  );
}

/** The events as marks on a bar that spans the time range, and one by one. */
function Events({ events, range }: { events: AnnotationEvent[]; range: TimeRange }) {
  const styles = useStyles2(getStyles);
  const from = range.from.valueOf();
  const length = range.to.valueOf() - from;
  const percent = (time: number) => `${((time - from) / length) * 100}%`;
  const clock = (time: number | undefined) => dateTimeFormat(time ?? 0, { format: 'MM-DD HH:mm' });

  return (
    <>
      <div className={styles.bar} role="img" aria-label={`${events.length} events over the time range`}>
        {events.map(({ time = 0, timeEnd = time }, index) => (
          <span
            key={index}
            className={styles.mark}
            style={{ left: percent(time), width: `max(2px, ${((timeEnd - time) / length) * 100}%)` }}
          />
        ))}
      </div>
      <p>{`${events.length} events`}</p>
      <div className={styles.list} tabIndex={0} role="region" aria-label="List of events">
        <table className={styles.table}>
          <tbody>
            {events.map(({ time, timeEnd, isRegion, title, text, tags }, index) => (
              <tr key={index} data-testid="event" data-region={Boolean(isRegion)}>
                <td>{isRegion ? `${clock(time)} to ${clock(timeEnd)}` : clock(time)}</td>
                <td>{title}</td>
                <td>{text}</td>
                <td>{tags?.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    position: 'relative',
    height: 24,
    margin: theme.spacing(1.5, 0, 1),
    background: theme.colors.background.secondary,
    overflow: 'hidden',
  }),
  mark: css({ position: 'absolute', top: 0, bottom: 0, background: theme.colors.primary.main, opacity: 0.7 }),
  list: css({ maxHeight: 240, overflow: 'auto' }),
  table: css({ width: '100%', td: { padding: theme.spacing(0.25, 1), verticalAlign: 'top' } }),
});
