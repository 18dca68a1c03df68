// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { applicableLabels, catalog } from '../../translator';
import { defaultGroupBy } from './Grouping';
import { metricOptions } from './metricOptions';
import { parseQuantile } from './QuantileField';
import { searchLabels } from './useLabelOptions';
import { optionValues, valueOption, valueOptions } from './valueOptions';

describe('the metric picker', () => {
  const titles = (search: string) => metricOptions(search, undefined).map(({ label }) => label);

  it('searches titles, series names and descriptions, in this order', () => {
    expect(titles('end-to-end')[0]).toBe('End-to-end response time');
    expect(titles('working_set')).toEqual(['Memory working set']);
    expect(titles('autoscaling').length).toBeGreaterThan(0);
  });

  it('says unit, series name and what this server has', () => {
    const server = {
      metrics: [
        { id: 'baseten_replicas_active', present: true, series: 1200 },
        { id: 'baseten_replicas_starting', present: false, series: 0 },
      ],
    };
    const row = (id: string) => metricOptions('', server).find(({ value }) => value === id)?.description;
    expect(row('baseten_replicas_active')).toBe('count · baseten_replicas_active · 1,200 series here');
    expect(row('baseten_replicas_starting')).toBe('count · baseten_replicas_starting · not on this server yet');
    expect(row('baseten_gpu_utilization')).toBe('% · baseten_gpu_utilization');
  });

  it('claims nothing where the server could not be asked', () => {
    const rows = metricOptions('', {
      metrics: [{ id: 'baseten_replicas_active', present: false, series: 0 }],
      error: '401',
    });
    expect(rows.filter(({ description }) => description?.includes('not on this server'))).toEqual([]);
  });
});

describe('the value picker', () => {
  it('says of each status code what it means', () => {
    const rows = valueOptions(
      { values: ['0', '529', '599', '1011', 'unknown'], truncated: false, hasEmpty: false },
      [],
      '',
      'status_code'
    );
    const about = (code: string) => rows.find(({ value }) => value === code)?.description;
    expect(about('0')).toBe('The call was served.');
    expect(about('529')).toContain('every replica was full');
    expect(about('599')).toContain('The server failed');
    expect(about('1011')).toContain('code failed during the connection');
    expect(about('unknown')).toContain('No code of HTTP, gRPC or WebSocket');
    const other = valueOptions({ values: ['529'], truncated: false, hasEmpty: false }, [], '', 'model_name');
    expect(other).toEqual([{ value: '529', label: '529' }]);
  });

  it('says of ids what they stand for, and what the look-up had to leave out', () => {
    const about = { wx4: 'Llama 3.1 70B Instruct, production' };
    const notice = 'The filters are too long for a URL, and this server takes no POST: …';
    const rows = valueOptions(
      { values: ['wx4', 'wx5'], truncated: false, hasEmpty: false, about, notice },
      [],
      '',
      'deployment_id'
    );
    expect(rows.map(({ label, description }) => [label, description])).toEqual([
      [expect.stringContaining('what is listed is there for any filter'), undefined],
      ['wx4', about.wx4],
      ['wx5', undefined],
    ]);
    expect(rows[0]?.infoOption).toBe(true);
  });

  it('says first that more exist, then offers variables, "(none)" and values', () => {
    const rows = valueOptions({ values: ['a', '', 'b'], truncated: true, hasEmpty: true }, ['$env'], '');
    expect(rows.map(({ label }) => label)).toEqual([
      'More exist than the 3 shown: type to narrow',
      '$env',
      '(none)',
      'a',
      'b',
    ]);
    expect(rows[0]?.infoOption).toBe(true);
  });

  it('keeps the empty value apart from no value', () => {
    expect(optionValues([valueOption(''), valueOption('a')])).toEqual(['', 'a']);
    expect(valueOption('').value).not.toBe('');
    expect(optionValues([{ value: '(none)' }])).toEqual(['']);
  });
});

describe('the label picker', () => {
  const labels = ['model_name', 'environment', 'model_id'];
  const values = (search: string) => searchLabels(labels, search).map(({ value }) => value);

  it('means the label whose word was typed', () => {
    expect(values('model')[0]).toBe('model_name');
    expect(values('model')).not.toContain('model');
  });

  it('accepts any other label, last', () => {
    expect(values('env')).toEqual(['environment', 'env']);
    expect(values('k8s.pod')).toEqual(['k8s.pod']);
  });
});

describe('the percentile field', () => {
  it.each([
    ['p99.9', 0.999],
    ['99', 0.99],
    ['99.9%', 0.999],
    ['0.5', 0.5],
    ['1', 1],
    ['p1', 0.01],
    ['100', 1],
    ['101', undefined],
    ['fast', undefined],
    ['', undefined],
  ])('reads %j as %s', (text, quantile) => {
    expect(parseQuantile(text)).toBe(quantile);
  });
});

describe('the grouping of a metric that was just picked', () => {
  it.each(catalog)('$title', (entry) => {
    const usual = ['model_name', 'environment'];
    expect(defaultGroupBy(entry)).toEqual(usual.filter((label) => applicableLabels(entry).includes(label)));
  });
});
