// @vitest-environment jsdom
import { type DataSourceInstanceSettings } from '@grafana/data';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { DataSource } from '../../datasource';
import { templateSrv } from '../../testing/templateSrv';
import { type BasetenOptions, type BasetenQuery } from '../../types';
import { EditorProvider } from '../context';
import { RuleButton, type RuleOutcome, RuleResult } from './RuleButton';

// It asks a server for the week, which the tests in the demo have; here it only hands on a value.
vi.mock('./preview/RulePreview', () => ({
  RulePreview: ({ limit, onLimit }: { limit: object; onLimit: (limit: object) => void }) => (
    <button onClick={() => onLimit({ ...limit, value: 0.032 })}>Take the week’s</button>
  ),
}));

let copied: string[];
beforeEach(() => {
  copied = [];
  // jsdom has none.
  const clipboard = {
    writeText: (text: string) => {
      copied.push(text);
      return Promise.resolve();
    },
  };
  Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true });
});
afterEach(cleanup);

function Host({ query }: { query: BasetenQuery }) {
  const [outcome, setOutcome] = useState<RuleOutcome>();
  return (
    <EditorProvider value={{ datasource: source, range: undefined }}>
      <RuleButton query={query} onOutcome={setOutcome} />
      {outcome && <RuleResult outcome={outcome} onOutcome={setOutcome} onClose={() => setOutcome(undefined)} />}
    </EditorProvider>
  );
}
const settings: DataSourceInstanceSettings<BasetenOptions> = JSON.parse(
  '{"uid":"u","type":"x","name":"x","access":"proxy","readOnly":false,"meta":{},"jsonData":{}}'
);
const source = new DataSource(settings, templateSrv([]));

const field = () => screen.findByRole('textbox', { name: 'Fires above' });
const meaning = () => screen.getByTestId('limit-meaning').textContent;

async function open(query: Partial<BasetenQuery>) {
  render(<Host query={{ refId: 'A', ...query }} />);
  fireEvent.click(screen.getByRole('button', { name: 'Copy as alert rule' }));
  return field();
}

it('makes and copies no rule before somebody says when it fires, and shows what the number means as it is typed', async () => {
  const threshold = await open({ metric: 'error_ratio', groupBy: ['model_name'] });
  expect(threshold).toHaveProperty('value', '');
  expect(screen.queryByRole('textbox', { name: 'Alert rule in YAML' })).toBeNull();
  expect(copied).toEqual([]);

  fireEvent.change(threshold, { target: { value: '5' } });
  expect(meaning()).toBe('= 500%');
  expect(screen.getByText('This is a share, and at most 100%: 5% is written 0.05.')).toBeTruthy();
  fireEvent.change(threshold, { target: { value: '0,05' } });
  expect(meaning()).toBe('= 5%');
  expect(screen.queryByText(/This is a share/)).toBeNull();
  expect(copied).toEqual([]);

  fireEvent.blur(threshold);
  await screen.findByText('Alert rule copied');
  const [rule] = parse(copied[0] ?? '').groups[0].rules;
  expect(rule.data[1].model.conditions).toEqual([{ evaluator: { type: 'gt', params: [0.05] } }]);
  // Whoever is called reads what is asked, and no PromQL.
  expect(rule.annotations.description).toMatch(/^Error ratio: .*, one line for each model, over the last 5m\.$/);
  expect(copied[0]).not.toContain('rate(');

  // Without a number there is no rule again.
  fireEvent.change(await field(), { target: { value: '' } });
  fireEvent.blur(await field());
  await screen.findByText('When is this alert to fire?');
  expect(screen.queryByRole('textbox', { name: 'Alert rule in YAML' })).toBeNull();
});

it('takes the value that the week suggests, which stands in the field then', async () => {
  await open({ metric: 'error_ratio' });
  fireEvent.click(await screen.findByRole('button', { name: 'Take the week’s' }));
  await screen.findByText('Alert rule copied');
  expect(await field()).toHaveProperty('value', '0.032');
  expect(meaning()).toBe('= 3.2%');
});
