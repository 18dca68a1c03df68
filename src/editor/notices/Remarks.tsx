import { css } from '@emotion/css';
import { FieldType, type GrafanaTheme2, LoadingState, type PanelData } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { t } from '../../i18n';
import { parseDuration, type Translation } from '../../translator';
import { type BasetenQuery } from '../../types';
import { rangeKey, scopeOf, useEditor } from '../context';
import { MendButtons } from './MendButtons';
import { drawnQueries } from '../panelQueries';
import { manyLines, missingLabels, mixedUnits, pinned, type Remark, requiredLabels, shortWindow } from './remarks';
import { useLookup } from '../useLookup';

/** How many lines the last answer has; undefined while there is none. */
export function answeredLines(data: PanelData | undefined): number | undefined {
  if (data?.state !== LoadingState.Done || data.series.length === 0) {
    return undefined;
  }
  return data.series.flatMap(({ fields }) => fields).filter(({ type }) => type === FieldType.number).length;
}

interface Props {
  /** As it is saved. */
  query: BasetenQuery;
  /** Of the query with its variables filled in. */
  translation: Translation;
  onChange: (query: BasetenQuery) => void;
}

/** What is worth knowing before the query is run. */
export function Remarks({ query, translation, onChange }: Props) {
  const context = useEditor();
  const { datasource, queries, data } = context;
  const asksLabels = requiredLabels(translation).length > 0;
  const about = asksLabels ? `${translation.metric} ${rangeKey(context.range)}` : '';
  const server = useLookup(`${datasource.uid} ${about}`, () =>
    asksLabels ? datasource.lookups.labels(scopeOf(context, translation.metric, [])) : Promise.resolve([])
  );
  const catalog = useLookup(datasource.uid, () => datasource.lookups.catalog());
  const known = catalog.state === 'done' ? catalog.value.metrics : [];
  const drawn = drawnQueries(queries, query, datasource.type).map((other) => datasource.preview(other));
  const scrape = parseDuration(datasource.interval ?? '') ?? 0;
  const remarks = [
    ...translation.notices,
    ...pinned(datasource.pinnedVariables(query)),
    ...shortWindow(query, translation, scrape),
    ...(server.state === 'done' ? missingLabels(query, translation, server.value) : []),
    ...mixedUnits(query, drawn),
    ...manyLines(query, translation, answeredLines(data), known.find(({ id }) => id === translation.metric)?.series),
  ];
  return <RemarkList remarks={remarks} onMend={onChange} />;
}

interface ListProps {
  remarks: Remark[];
  onMend: (query: BasetenQuery) => void;
}

/** Remarks, each with its mends. */
export function RemarkList({ remarks, onMend }: ListProps) {
  const styles = useStyles2(getStyles);
  if (remarks.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list} aria-label={t('editor.remarks.label', 'Remarks')}>
      {remarks.map(({ severity, text, mends = [] }) => (
        <li key={text} className={styles.remark}>
          <Icon
            name={severity === 'warning' ? 'exclamation-triangle' : 'info-circle'}
            className={severity === 'warning' ? styles.warning : styles.info}
          />
          <div>
            {text}
            <MendButtons mends={mends} className={styles.mend} onMend={onMend} />
          </div>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: theme.spacing(0.5, 0), padding: 0 }),
  remark: css({
    display: 'flex',
    gap: theme.spacing(1),
    padding: theme.spacing(0.25, 0),
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: theme.spacing(3),
    '> svg': { flexShrink: 0, height: theme.spacing(3) },
  }),
  mend: css({ marginLeft: theme.spacing(1) }),
  warning: css({ color: theme.colors.warning.text }),
  info: css({ color: theme.colors.info.text }),
});
