import { css } from '@emotion/css';
import { FieldType, type GrafanaTheme2, LoadingState, type PanelData } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import { t } from '../../i18n';
import { parseDuration, type Translation } from '../../translator';
import { type BasetenQuery } from '../../types';
import { rangeKey, scopeOf, useAnswer, useEditor } from '../context';
import { FixButtons } from './FixButtons';
import { drawnQueries } from '../panelQueries';
import {
  manyLines,
  missingLabels,
  mixedUnits,
  pinned,
  type FixableNotice,
  requiredLabels,
  shortWindow,
} from './notices';
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
export function Notices({ query, translation, onChange }: Props) {
  const context = useEditor();
  const { datasource, queries } = context;
  const data = useAnswer();
  const asksLabels = requiredLabels(translation).length > 0;
  const about = asksLabels ? `${translation.metric} ${rangeKey(context.range)}` : '';
  const server = useLookup(`${datasource.uid} ${about}`, () =>
    asksLabels ? datasource.lookups.labels(scopeOf(context, translation.metric, [])) : Promise.resolve([])
  );
  const catalog = useLookup(datasource.uid, () => datasource.lookups.catalog());
  const known = catalog.state === 'done' ? catalog.value.metrics : [];
  const drawn = drawnQueries(queries, query, datasource.type).map((other) => datasource.preview(other));
  const scrape = parseDuration(datasource.interval ?? '') ?? 0;
  const notices = [
    ...translation.notices,
    ...pinned(datasource.pinnedVariables(query)),
    ...shortWindow(query, translation, scrape),
    ...(server.state === 'done' ? missingLabels(query, translation, server.value) : []),
    ...mixedUnits(query, drawn),
    ...manyLines(query, translation, answeredLines(data), known.find(({ id }) => id === translation.metric)?.series),
  ];
  return <NoticeList notices={notices} onFix={onChange} />;
}

interface ListProps {
  notices: FixableNotice[];
  onFix: (query: BasetenQuery) => void;
}

/** Notices, each with its fixes. */
export function NoticeList({ notices, onFix }: ListProps) {
  const styles = useStyles2(getStyles);
  if (notices.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list} aria-label={t('editor.notices.label', 'Notices')}>
      {notices.map(({ severity, text, fixes = [] }) => (
        <li key={text} className={styles.notice}>
          <Icon
            name={severity === 'warning' ? 'exclamation-triangle' : 'info-circle'}
            className={severity === 'warning' ? styles.warning : styles.info}
          />
          <div>
            {text}
            <FixButtons fixes={fixes} className={styles.fix} onFix={onFix} />
          </div>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: theme.spacing(0.5, 0), padding: 0 }),
  notice: css({
    display: 'flex',
    gap: theme.spacing(1),
    padding: theme.spacing(0.25, 0),
    fontSize: theme.typography.bodySmall.fontSize,
    lineHeight: theme.spacing(3),
    '> svg': { flexShrink: 0, height: theme.spacing(3) },
  }),
  fix: css({ marginLeft: theme.spacing(1) }),
  warning: css({ color: theme.colors.warning.text }),
  info: css({ color: theme.colors.info.text }),
});
