import { InlineField, Input, RadioButtonGroup } from '@grafana/ui';
import { numberText, t } from '../i18n';
import { durationOf } from '../settingValues';
import {
  type BasetenOptions,
  type Compression,
  DEFAULT_LOOKUP_LIMIT,
  DEFAULT_QUERY_TIMEOUT,
  DEFAULT_SCRAPE_INTERVAL,
  type HttpMethod,
} from '../types';
import { isLimit, limitOf } from './limits';
import { type ConfigProps } from './props';

const HTTP_METHODS: readonly HttpMethod[] = ['POST', 'GET'];
const COMPRESSIONS: readonly Compression[] = ['gzip', 'none'];
export const LABEL_WIDTH = 26;
export const INPUT_WIDTH = 24;
/** What the backend allows. */
const MOST_VALUES = 100_000;

/** A duration of the settings: empty means its default. */
function isDuration(setting: unknown): boolean {
  return durationOf(setting) !== null;
}

/** `a=b&c=d`: every part has a name. */
export function isParameters(text: string | undefined): boolean {
  return !text || text.split('&').every((part) => /^[^=]+=/.test(part));
}

/** What queries and look-ups assume. */
export function QuerySettings({ options, onOptionsChange }: ConfigProps) {
  const { jsonData, readOnly } = options;
  const set = (change: Partial<BasetenOptions>) => {
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } });
  };
  const methods = HTTP_METHODS.map((value) => ({
    value,
    label: value,
    description:
      value === 'POST'
        ? t('config.http-method.post', 'Long queries fit')
        : t('config.http-method.get', 'For proxies that refuse POST'),
  }));
  const compressions = COMPRESSIONS.map((value) => ({
    value,
    label: value === 'gzip' ? t('config.compression.gzip', 'gzip') : t('config.compression.none', 'None'),
    description:
      value === 'gzip'
        ? t('config.compression.gzip-description', 'Fewer bytes on the network')
        : t('config.compression.none-description', 'Three to twelve times as many bytes, and less work to read them'),
  }));
  return (
    <>
      <InlineField
        label={t('config.scrape-interval.label', 'Scrape interval')}
        labelWidth={LABEL_WIDTH}
        tooltip={t(
          'config.scrape-interval.tooltip',
          'How often the server scrapes Baseten. Steps and rate windows follow from it: a window of fewer than two scrapes has no points. Baseten recommends 60 s.'
        )}
        invalid={!isDuration(jsonData.scrapeInterval)}
        error={t('config.scrape-interval.error', 'Write a duration such as 60s or 1m.')}
        disabled={readOnly}
        htmlFor="baseten-scrape-interval"
      >
        <Input
          id="baseten-scrape-interval"
          width={INPUT_WIDTH}
          placeholder={DEFAULT_SCRAPE_INTERVAL}
          value={jsonData.scrapeInterval ?? ''}
          onChange={(event) => set({ scrapeInterval: event.currentTarget.value.trim() || undefined })}
        />
      </InlineField>
      <InlineField
        label={t('config.query-timeout.label', 'Query timeout')}
        labelWidth={LABEL_WIDTH}
        tooltip={t('config.query-timeout.tooltip', 'How long one query may take, retries included.')}
        invalid={!isDuration(jsonData.queryTimeout)}
        error={t('config.query-timeout.error', 'Write a duration such as 60s or 2m.')}
        disabled={readOnly}
        htmlFor="baseten-query-timeout"
      >
        <Input
          id="baseten-query-timeout"
          width={INPUT_WIDTH}
          placeholder={DEFAULT_QUERY_TIMEOUT}
          value={jsonData.queryTimeout ?? ''}
          onChange={(event) => set({ queryTimeout: event.currentTarget.value.trim() || undefined })}
        />
      </InlineField>
      <InlineField
        label={t('config.http-method.label', 'HTTP method')}
        labelWidth={LABEL_WIDTH}
        tooltip={t(
          'config.http-method.tooltip',
          'POST has room for long queries. Choose GET where something in between lets only that through.'
        )}
        disabled={readOnly}
      >
        <RadioButtonGroup
          aria-label={t('config.http-method.label', 'HTTP method')}
          options={methods}
          value={jsonData.httpMethod ?? 'POST'}
          onChange={(httpMethod) => set({ httpMethod })}
        />
      </InlineField>
      <InlineField
        label={t('config.compression.label', 'Compression')}
        labelWidth={LABEL_WIDTH}
        tooltip={t(
          'config.compression.tooltip',
          'How answers come from the server. Unpacking takes most of the time of a large answer: choose None where the server is in the same cluster and the network has room for three to twelve times as many bytes. A server on the same machine is never asked to compress.'
        )}
        disabled={readOnly}
      >
        <RadioButtonGroup
          aria-label={t('config.compression.label', 'Compression')}
          options={compressions}
          value={jsonData.compression ?? 'gzip'}
          onChange={(compression) => set({ compression })}
        />
      </InlineField>
      <InlineField
        label={t('config.query-parameters.label', 'Custom query parameters')}
        labelWidth={LABEL_WIDTH}
        tooltip={t(
          'config.query-parameters.tooltip',
          'Added to every request, for example max_source_resolution=5m&dedup=true on Thanos.'
        )}
        invalid={!isParameters(jsonData.customQueryParameters)}
        error={t('config.query-parameters.error', 'Write name=value, several joined by &.')}
        disabled={readOnly}
        htmlFor="baseten-query-parameters"
      >
        <Input
          id="baseten-query-parameters"
          width={48}
          placeholder={t('config.query-parameters.placeholder', 'name=value&other=value')}
          value={jsonData.customQueryParameters ?? ''}
          onChange={(event) => set({ customQueryParameters: event.currentTarget.value || undefined })}
        />
      </InlineField>
      <InlineField
        label={t('config.lookup-limit.label', 'Values in a list')}
        labelWidth={LABEL_WIDTH}
        tooltip={t(
          'config.lookup-limit.tooltip',
          'How many values a picker loads at most. The rest is found by typing.'
        )}
        invalid={!isLimit(jsonData.lookupLimit, MOST_VALUES)}
        error={t('config.limits.error', 'Write a whole number from 1 to {{most}}.', {
          most: numberText(MOST_VALUES),
        })}
        disabled={readOnly}
        htmlFor="baseten-lookup-limit"
      >
        <Input
          id="baseten-lookup-limit"
          width={INPUT_WIDTH}
          inputMode="numeric"
          placeholder={String(DEFAULT_LOOKUP_LIMIT)}
          value={jsonData.lookupLimit ?? ''}
          onChange={(event) => set({ lookupLimit: limitOf(event.currentTarget.value) })}
        />
      </InlineField>
    </>
  );
}
