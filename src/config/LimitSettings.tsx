import { InlineField, Input } from '@grafana/ui';
import { numberText, t } from '../i18n';
import { type ConfigProps } from './props';
import { isLimit, limitOf, limits } from './limits';
import { INPUT_WIDTH, LABEL_WIDTH } from './QuerySettings';

/** The limits of the backend, each with its default in the empty field. */
export function LimitSettings({ options, onOptionsChange }: ConfigProps) {
  const { jsonData, readOnly } = options;
  return (
    <>
      {limits.map(({ setting, missing, most, unit, label, about }) => (
        <InlineField
          key={setting}
          label={label()}
          labelWidth={LABEL_WIDTH}
          tooltip={about()}
          invalid={!isLimit(jsonData[setting], most)}
          error={t('config.limits.error', 'Write a whole number from 1 to {{most}}.', { most: numberText(most) })}
          disabled={readOnly}
          htmlFor={`baseten-${setting}`}
        >
          <Input
            id={`baseten-${setting}`}
            width={INPUT_WIDTH}
            inputMode="numeric"
            placeholder={String(missing)}
            suffix={unit}
            value={jsonData[setting] ?? ''}
            onChange={(event) =>
              onOptionsChange({ ...options, jsonData: { ...jsonData, [setting]: limitOf(event.currentTarget.value) } })
            }
          />
        </InlineField>
      ))}
    </>
  );
}
