import type { AdHocVariableFilter, TimeRange } from '@grafana/data';
import { Button, IconButton, InlineField, Stack, type ComboboxOption } from '@grafana/ui';
import { MultiPicker, Picker } from '../../../src/picker';
import { isFindValue } from './listVariable';
import { Section } from './Section';
import type { DemoDataSource } from './standins/dataSources';

interface Props {
  datasource: DemoDataSource;
  filters: AdHocVariableFilter[];
  groupBy: string[];
  range: TimeRange;
  onFilters: (filters: AdHocVariableFilter[]) => void;
  onGroupBy: (keys: string[]) => void;
}

/** Grafana offers those for several values where the plugin says that it takes them. */
const several = ['=|', '!=|'];
const operators = ['=', '!=', ...several, '=~', '!~'].map((value) => ({ value, label: value }));

/** A list of the data source as a picker takes it: only what contains the text that was typed. */
async function offered(answer: Promise<unknown> | undefined, search: string): Promise<ComboboxOption[]> {
  const found: unknown = await answer;
  const values: unknown[] = Array.isArray(found) ? found : [];
  return values
    .filter(isFindValue)
    .map(({ text, value }) => ({ label: text, value: String(value ?? text) }))
    .filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()));
}

/** Ad-hoc filters and group-by keys of a dashboard: Grafana's own pickers, filled by the plugin. */
export function AdHocSection({ datasource, filters, groupBy, range, onFilters, onGroupBy }: Props) {
  const whole = filters.filter(({ key, value }) => key && value);
  return (
    <Section
      title="Ad-hoc filters and grouping"
      hint="Filters that hold in every query of the dashboard, and labels that every builder query is grouped by."
    >
      <Stack direction="column" gap={1} alignItems="flex-start">
        {filters.map((filter, index) => {
          const change = (changed: Partial<AdHocVariableFilter>) =>
            onFilters(filters.map((old, at) => (at === index ? { ...filter, ...changed } : old)));
          const others = whole.filter((other) => other !== filter);
          const { key } = filter;
          const values = (search: string) =>
            offered(datasource.getTagValues?.({ key, filters: others, timeRange: range }), search);
          return (
            <Stack key={index} gap={0.5} alignItems="center">
              <Picker
                label="Ad-hoc label"
                width={24}
                placeholder="Label"
                options={(search) => offered(datasource.getTagKeys?.({ filters: others, timeRange: range }), search)}
                value={key || null}
                onChange={(chosen) => change({ key: chosen, value: '', values: undefined })}
              />
              <Picker
                label="Ad-hoc operator"
                width={10}
                options={operators}
                value={filter.operator}
                onChange={(operator) =>
                  change({ operator, values: several.includes(operator) ? [filter.value] : undefined })
                }
              />
              {several.includes(filter.operator) ? (
                <MultiPicker
                  label="Ad-hoc values"
                  placeholder=""
                  customValueDescription="Use this text"
                  options={values}
                  value={(filter.values ?? []).map((value) => ({ label: value, value }))}
                  onChange={(chosen) =>
                    change({ value: chosen[0]?.value ?? '', values: chosen.map(({ value }) => value) })
                  }
                />
              ) : (
                <Picker
                  label="Ad-hoc value"
                  width={40}
                  customValueDescription="Use this text"
                  options={values}
                  value={filter.value || null}
                  onChange={(value) => change({ value })}
                />
              )}
              <IconButton
                name="times"
                tooltip="Remove this ad-hoc filter"
                onClick={() => onFilters(filters.filter((_, at) => at !== index))}
              />
            </Stack>
          );
        })}
        <Button
          variant="secondary"
          size="sm"
          icon="plus"
          onClick={() => onFilters([...filters, { key: '', operator: '=', value: '' }])}
        >
          Add ad-hoc filter
        </Button>
        <InlineField label="Group-by keys">
          <MultiPicker
            id="group-by-keys"
            label="Group-by keys"
            placeholder="As each query says"
            options={(search) => offered(datasource.getGroupByKeys?.({ filters: whole, timeRange: range }), search)}
            value={groupBy.map((value) => ({ label: value, value }))}
            onChange={(chosen) => onGroupBy(chosen.map(({ value }) => value))}
          />
        </InlineField>
      </Stack>
    </Section>
  );
}
