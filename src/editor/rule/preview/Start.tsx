import { Stack } from '@grafana/ui';
import { t } from '../../../i18n';
import { translate } from '../../../translator';
import { type BasetenQuery } from '../../../types';
import { useEditor } from '../../context';
import { LongButton } from '../../layout/LongButton';
import { type OpenLimit } from '../LimitFields';
import { formatted, roundBeyond, whyNever } from '../meaning';
import { type Past } from './past';

interface Props {
  past: Past;
  model: BasetenQuery;
  limit: OpenLimit;
  onLimit: (limit: OpenLimit) => void;
}

/** Before there is a threshold: what the values were, and one that they have not passed. */
export function Start({ past, model, limit, onLimit }: Props) {
  const { datasource } = useEditor();
  const extremes = past.highestAndLowest();
  if (extremes === undefined) {
    return <p>{t('editor.week.no-values', 'No value is known of the last 7 days.')}</p>;
  }
  const { highest, lowest } = extremes;
  const translation = translate(model, { ...datasource.context, fromAlert: true });
  const shown = (value: number) => formatted(value, translation.unit);
  const value = roundBeyond(limit.below ? lowest : highest, limit.below);
  return (
    <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
      {t(
        'editor.week.were',
        'In the last 7 days, as far as they are known, the values were from {{lowest}} to {{highest}}.',
        {
          lowest: shown(lowest),
          highest: shown(highest),
        }
      )}
      {whyNever({ below: limit.below, value }, translation) === undefined && (
        <LongButton variant="secondary" onClick={() => onLimit({ ...limit, value })}>
          {t('editor.week.take', 'Take {{value}}, at which none of them fires', { value: shown(value) })}
        </LongButton>
      )}
    </Stack>
  );
}
