import { useEffect, useState } from 'react';
import { t } from '../../i18n';
import { Picker } from '../../picker';
import { type Entry, findEntry, formatAmount } from '../../translator';
import { type BasetenQuery } from '../../types';
import { entryTexts } from '../texts/catalogTexts';
import { rangeKey, scopeOf, useEditor } from '../context';
import { parseDecimal } from './numbers';
import { notANumber, TextField } from './TextField';
import { useLookup } from '../useLookup';
import { unitText } from '../texts/terms';
import { EditorField } from '../layout';

interface Props {
  id: string;
  entry: Entry;
  query: BasetenQuery;
  /** Undefined means the default, where there is one. */
  onChange: (threshold: number | undefined) => void;
  /** Takes a threshold that nobody chose, since there was none. */
  onDefault: (threshold: number) => void;
}

/** The histogram whose bucket bounds are the only thresholds that make sense; undefined where any number does. */
function histogramOf(entry: Entry): Entry | undefined {
  if (entry.kind === 'series') {
    return entry;
  }
  const operands = entry.operands.map(findEntry);
  return entry.defaults.threshold === undefined
    ? operands.find((operand) => operand?.kind === 'series' && operand.type === 'histogram')
    : undefined;
}

/** What values are compared with: a bucket bound of a histogram, any number elsewhere. */
export function ThresholdField(props: Props) {
  const histogram = histogramOf(props.entry);
  return histogram ? <BoundField {...props} entry={histogram} /> : <NumberField {...props} />;
}

/** Only at a bucket bound is the share known; the bounds are the server's own. */
function BoundField({ id, entry, query, onChange, onDefault }: Props) {
  const context = useEditor();
  const bounds = useLookup(`${context.datasource.uid} ${entry.id} ${rangeKey(context.range)}`, () =>
    context.datasource.lookups.buckets({ ...scopeOf(context, entry.id, []), metric: entry.id })
  );
  const known = bounds.state === 'done' ? bounds.value : [];
  const middle = known[Math.floor((known.length - 1) / 2)];
  const isMissing = query.threshold === undefined;
  const [isRefused, setRefused] = useState(false);
  useEffect(() => {
    // Without a threshold there is nothing to draw, and no bound but one of the server's own can be right.
    if (isMissing && middle !== undefined) {
      onDefault(middle);
    }
    // What it is called with is new at every render.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [middle, isMissing]);
  const problem =
    bounds.state === 'failed'
      ? t('editor.threshold.failed', "The bounds can't be looked up ({{error}}). Type one.", { error: bounds.message })
      : bounds.state === 'done' && known.length === 0
        ? t('editor.threshold.no-buckets', 'This server has no buckets of the metric in this time range. Type a bound.')
        : undefined;
  return (
    <EditorField
      label={t('editor.threshold.at-or-below', 'At or below')}
      width={16}
      tooltip={
        problem ??
        t('editor.threshold.about', 'One of the bucket bounds of this metric: only there the share is known exactly.')
      }
    >
      <Picker
        id={id}
        label={t('editor.threshold.label', 'Threshold')}
        customValueDescription={t('editor.threshold.another', 'Another bound, in {{unit}}', {
          unit: unitText(entry.unit),
        })}
        placeholder={
          bounds.state === 'loading'
            ? t('editor.threshold.loading', 'Loading…')
            : t('editor.threshold.choose', 'Choose a bound')
        }
        problem={isRefused ? notANumber() : undefined}
        loading={bounds.state === 'loading'}
        options={known.map((bound) => ({ value: String(bound), label: formatAmount(bound, entry.unit) }))}
        value={
          query.threshold === undefined
            ? null
            : { value: String(query.threshold), label: formatAmount(Number(query.threshold), entry.unit) }
        }
        onChange={(text) => {
          const threshold = parseDecimal(text);
          setRefused(threshold === undefined);
          if (threshold !== undefined) {
            onChange(threshold);
          }
        }}
      />
    </EditorField>
  );
}

function NumberField({ id, entry, query, onChange }: Props) {
  return (
    <EditorField
      label={t('editor.threshold.label', 'Threshold')}
      width={12}
      tooltip={t('editor.threshold.unit', 'In the unit of the metric. {{description}}', {
        description: entryTexts(entry).description,
      })}
    >
      <TextField
        id={id}
        label={t('editor.threshold.label', 'Threshold')}
        placeholder={t('editor.threshold.default', 'default')}
        value={query.threshold === undefined ? undefined : String(query.threshold)}
        number="decimal"
        onChange={(text) => onChange(text === undefined ? undefined : Number(text))}
      />
    </EditorField>
  );
}
