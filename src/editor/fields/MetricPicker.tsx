import { useRef } from 'react';
import { t } from '../../i18n';
import { Picker } from '../../picker';
import { type ServerCatalog } from '../../lookups';
import { entryTexts } from '../texts/catalogTexts';
import { useEditor } from '../context';
import { metricOption, metricOptions } from './metricOptions';
import { SHORT_MS, within } from '../notices/deadline';
import { useLookup } from '../useLookup';
import { findEntry } from '../../translator';
import { EditorField } from '../layout';

interface Props {
  id: string;
  metric: string | undefined;
  onChange: (metric: string) => void;
  /** Where a query does without a metric: what to do when it is taken away. */
  onClear?: () => void;
}

/** Picks a metric of the catalog by what it means; the list works without a server and says more with one. */
export function MetricPicker({ id, metric, onChange, onClear }: Props) {
  const { datasource } = useEditor();
  const known = useRef<ServerCatalog>(undefined);
  const ask = async () => {
    // Asked at each opening: the look-ups keep the answer for as long as it is good.
    const answer = await datasource.lookups.catalog();
    known.current = answer;
    return answer;
  };
  // The first opening shall find it there.
  useLookup(datasource.uid, ask);
  const entry = metric ? findEntry(metric) : undefined;
  const field = {
    id,
    label: t('editor.metric.label', 'Metric'),
    options: async (search: string) => {
      // The list does without the server, or with what it said last, where that is slow or fails.
      const asked = ask().catch(() => known.current);
      return metricOptions(search, (await within(asked, SHORT_MS, undefined)) ?? known.current);
    },
    // A metric that the catalog lacks stays visible: the error below says what is wrong with it.
    value: entry ? metricOption(entry, undefined) : metric ? { value: metric, label: metric } : null,
  };
  return (
    <EditorField label={t('editor.metric.label', 'Metric')} width={40} tooltip={entry && entryTexts(entry).description}>
      {onClear ? (
        <Picker
          {...field}
          placeholder={t('editor.metric.any', 'Of any metric')}
          onChange={onChange}
          onClear={onClear}
        />
      ) : (
        <Picker
          {...field}
          placeholder={t('editor.metric.placeholder', 'What do you want to know?')}
          onChange={onChange}
          autoFocus={!metric}
        />
      )}
    </EditorField>
  );
}
