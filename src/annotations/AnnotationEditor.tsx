import { EditorRow } from '@grafana/plugin-ui';
import { useId } from 'react';
import { EditorProvider } from '../editor/context';
import { Filters } from '../editor/fields/Filters';
import { QueryEditor } from '../editor/QueryEditor';
import { readableFilters } from '../editor/readable';
import { t } from '../i18n';
import { Picker } from '../picker';
import { findEntry } from '../translator';
import { type AnnotationEditorProps } from './props';
import { type AnnotationKind, type AnnotationTarget, isKind, kinds, takesFilters, toQuery } from './queries';
import { EditorField, EditorRows } from '../editor/layout';

const OWN = 'query' as const;

const words: Record<AnnotationKind | typeof OWN, () => { label: string; description: string }> = {
  rollouts: () => ({
    label: t('annotations.rollouts', 'Rollouts'),
    description: t('annotations.rollouts-about', 'A region while a deployment is being promoted'),
  }),
  scaling: () => ({
    label: t('annotations.scaling', 'Scaling'),
    description: t('annotations.scaling-about', 'A mark where the number of active replicas changes'),
  }),
  restarts: () => ({
    label: t('annotations.restarts', 'Restarts'),
    description: t('annotations.restarts-about', 'A mark where containers restart'),
  }),
  gaps: () => ({
    label: t('annotations.gaps', 'Gaps'),
    description: t('annotations.gaps-about', 'A region where no sample of Baseten arrived'),
  }),
  frozen: () => ({
    label: t('annotations.frozen', 'Frozen'),
    description: t(
      'annotations.frozen-about',
      'A region where the export repeated old values, and one where rates catch up'
    ),
  }),
  query: () => ({
    label: t('annotations.query', 'A query'),
    description: t('annotations.query-about', 'A region while a series is above 0'),
  }),
};
const options = () => [...kinds, OWN].map((value) => ({ value, ...words[value]() }));

/** A ready annotation narrowed by filters, or any query. */
export function AnnotationEditor(props: AnnotationEditorProps) {
  const id = useId();
  const { annotation, onAnnotationChange, datasource, range } = props;
  // Grafana hands over the query that is run; what was chosen is in the annotation.
  const target: AnnotationTarget = annotation?.target ?? props.query;
  const kind = isKind(target.kind) ? target.kind : undefined;
  const change = (next: AnnotationTarget) => {
    if (annotation && onAnnotationChange) {
      onAnnotationChange({ ...annotation, target: next });
    } else {
      props.onChange(next);
    }
  };
  const ready = kind && toQuery(target);
  return (
    <EditorProvider value={{ datasource, range }}>
      <EditorRows>
        <EditorRow>
          <EditorField label={t('annotations.show', 'Show')} width={30}>
            <Picker
              id={id}
              label={t('annotations.what', 'What the annotation shows')}
              options={options()}
              value={kind ?? OWN}
              onChange={(chosen) => change({ ...target, kind: isKind(chosen) ? chosen : undefined })}
            />
          </EditorField>
          {kind && ready && takesFilters(kind) && (
            <Filters
              entry={ready.metric ? findEntry(ready.metric) : undefined}
              filters={readableFilters(target.filters)}
              onChange={(filters) => change({ ...target, filters })}
            />
          )}
        </EditorRow>
        {!kind && <QueryEditor {...props} query={target} onChange={change} />}
      </EditorRows>
    </EditorProvider>
  );
}
