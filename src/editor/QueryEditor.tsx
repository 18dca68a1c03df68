import { css } from '@emotion/css';
import { CoreApp, type QueryEditorProps } from '@grafana/data';
import { EditorHeader, FlexItem } from '@grafana/plugin-ui';
import { Alert, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { t } from '../i18n';
import { part } from '../parts';
import { useSteady } from '../picker';
import { type EditorSource } from '../source';
import { type EditorMode, isCode } from '../translator';
import { type BasetenOptions, type BasetenQuery } from '../types';
import { Builder } from './Builder';
import { CodeEditor } from './CodeEditor';
import { AnswerProvider, EditorProvider } from './context';
import { DashboardFilters } from './fields/DashboardFilters';
import { toBuilder, toCode } from '../exchange/modes';
import { useAddQueries } from './useAddQueries';
import { errorText } from './useLookup';
import { useNewest } from './useNewest';
import { NoticeList } from './notices/Notices';
import { pinned } from './notices/notices';
import { WhyEmpty } from './notices/WhyEmpty';
import { readable } from './readable';
import type { codeToBuilder } from '../exchange/importQueries';
import { RuleButton, type RuleOutcome, RuleResult } from './rule/RuleButton';

const modes = (): Array<{ value: EditorMode; label: string; description: string }> => [
  {
    value: 'builder',
    label: t('editor.mode.builder', 'Builder'),
    description: t('editor.mode.builder-about', 'Say what you want to know'),
  },
  { value: 'code', label: t('editor.mode.code', 'Code'), description: t('editor.mode.code-about', 'Write PromQL') },
];

type Props = QueryEditorProps<EditorSource, BasetenQuery, BasetenOptions>;

/** What was written by hand, and the builder query that it belonged to. */
interface Kept {
  expr: string;
  builder: string;
}

/** What the builder shows of a query: hiding it, or another letter for it, makes no other query. */
function fingerprint(query: BasetenQuery): string {
  const { expr, editorMode, refId, key, hide, datasource, ...builder } = query;
  return JSON.stringify(Object.entries(builder).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Reads text as a builder query. The grammar is fetched, and where that fails no text has a place in the builder. */
async function fetchReader(): Promise<typeof codeToBuilder> {
  try {
    return (await part(() => import('../exchange/importQueries'))).codeToBuilder;
  } catch (error) {
    return () => ({ reason: errorText(error) });
  }
}

/** Where Grafana adds the query that it is handed: the rule editor duplicates the query at hand instead. */
const ADDING = [CoreApp.Explore, CoreApp.PanelEditor, CoreApp.Dashboard];

/** The query editor: builder or code, each keeping what the other holds. */
export function QueryEditor(props: Props) {
  const { app, query, queries, datasource, range, data, onChange, onRunQuery, onAddQuery } = props;
  const id = useId();
  const styles = useStyles2(getStyles);
  // A builder query is saved without PromQL, so text written by hand is kept here while the editor is open.
  const kept = useRef<Kept>(undefined);
  const latest = useRef<BasetenQuery>(undefined);
  useEffect(() => {
    latest.current = query;
    return () => {
      latest.current = undefined;
    };
  }, [query]);
  const mode = isCode(query) ? 'code' : 'builder';
  const [reason, setReason] = useState('');
  const [rule, setRule] = useState<RuleOutcome>();

  const add = useSteady(useAddQueries({ count: queries?.length ?? 0, onAddQuery, onRunQuery }));
  const canAdd = onAddQuery !== undefined && queries !== undefined && ADDING.some((place) => place === app);

  const edit = useNewest(query, onChange);
  const change = (next: BasetenQuery, before = query) => {
    setRule(undefined);
    edit(next, before);
    onRunQuery();
  };
  const changeInBuilder = useSteady(change);
  const showBuilder = (expr: string, read: ReturnType<typeof codeToBuilder>, from: BasetenQuery) => {
    const next = 'query' in read ? read.query : toBuilder(from);
    kept.current = { expr, builder: fingerprint(next) };
    setReason('reason' in read ? read.reason : '');
    change(next, from);
  };
  /** The text becomes a builder query where the builder has a place for it; where not, both are kept and it is said why. */
  const leaveCode = async () => {
    const expr = readable(query).expr ?? '';
    const untouched = expr.trim() === '' || toCode(toBuilder(query), undefined, datasource.context).expr === expr;
    if (untouched) {
      showBuilder(expr, { query: toBuilder(query) }, query);
      return;
    }
    const read = await fetchReader();
    const now = latest.current;
    // Somebody may have written on, gone back or closed the editor meanwhile.
    if (now && isCode(now)) {
      const text = readable(now).expr ?? '';
      showBuilder(text, read({ ...now, expr: text }, datasource.context), now);
    }
  };
  const switchTo = (next: EditorMode) => {
    if (next === mode) {
      return;
    }
    setReason('');
    if (next === 'builder') {
      void leaveCode();
      return;
    }
    const unchanged = kept.current && kept.current.builder === fingerprint(query);
    change(toCode(query, unchanged ? kept.current?.expr : undefined, datasource.context));
  };
  const inRule = app === CoreApp.UnifiedAlerting;
  const around = useMemo(
    () => ({ datasource, range, queries, inRule, addQueries: canAdd ? add : undefined }),
    [datasource, range, queries, inRule, canAdd, add]
  );
  const newer = typeof query.version === 'number' && query.version > 1;

  return (
    <EditorProvider value={around}>
      <AnswerProvider value={data}>
        <div className={styles.editor}>
          <EditorHeader>
            {newer && (
              <Alert
                severity="warning"
                title={t(
                  'editor.newer.title',
                  'This query was made by a later version of the plugin (query version {{version}}).',
                  { version: query.version ?? '' }
                )}
                topSpacing={0}
                bottomSpacing={0}
              >
                {t('editor.newer.text', 'Update the plugin to run it. What this version does not know of it is kept.')}
              </Alert>
            )}
            <FlexItem grow={1} />
            {!inRule && <RuleButton query={query} onOutcome={setRule} />}
            <RadioButtonGroup
              aria-label={t('editor.mode.label', 'Editor mode')}
              size="sm"
              options={modes()}
              value={mode}
              onChange={switchTo}
            />
          </EditorHeader>
          {rule && <RuleResult outcome={rule} onOutcome={setRule} onClose={() => setRule(undefined)} />}
          {reason !== '' && mode === 'builder' && (
            <Alert
              severity="info"
              title={t('editor.no-place.title', 'The builder has no place for this PromQL')}
              topSpacing={0}
              bottomSpacing={1}
              onRemove={() => setReason('')}
            >
              {t(
                'editor.no-place.text',
                '{{reason}} The builder shows what it held before; the PromQL is kept, and Code brings it back.',
                { reason }
              )}
            </Alert>
          )}
          {mode === 'code' ? (
            <>
              <CodeEditor id={id} query={query} onEdit={edit} onChange={change} />
              <NoticeList notices={pinned(datasource.pinnedVariables(query))} onFix={change} />
            </>
          ) : (
            <Builder id={id} query={query} onChange={changeInBuilder} />
          )}
          <DashboardFilters query={query} onChange={change} />
          <WhyEmpty query={query} onChange={change} />
        </div>
      </AnswerProvider>
    </EditorProvider>
  );
}

const getStyles = () => ({
  // A name or a value may be one word of thousands of letters.
  editor: css({ overflowWrap: 'anywhere' }),
});
