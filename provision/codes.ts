/** How status codes look: each with its name in the legend, and one colour in every panel, by what it means. */
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import { type CodeKind, codeRow, codeRows, type QueryModel } from '../src/translator';
import { lines, list, TWO_LINES, type PanelText, type SeriesOptions } from './panels';

/** The colours of codes that have none of their own, by what the code means. */
const OF_KIND: Record<CodeKind, string> = {
  success: '#5794F2',
  client: '#8C7FB8',
  left: '#2AA3A3',
  server: '#D63A5E',
  unknown: '#8E8E99',
};

/**
 * The codes that lead to different levers: a crash is no lack of capacity, and a slow model is no dead replica. So do those of
 * the protocols, since a fleet has them in one panel. A test holds that no two are taken for each other.
 */
const OF_CODE: Record<string, string> = {
  '429': '#F2B134',
  '529': '#B36B00',
  '500': '#D63A5E',
  '502': '#8B1A4F',
  '503': '#FF8A70',
  '504': '#C45BD6',
  // gRPC
  '2': '#AC6253',
  '4': '#8B2E9E',
  '8': '#C7C705',
  '12': '#774D22',
  '13': '#951C04',
  '14': '#959504',
  '15': '#676732',
  // WebSocket
  '1006': '#E6A8C7',
  '1011': '#F90606',
  '1012': '#EA92FC',
  '1013': '#F98006',
  '1014': '#FB6A9A',
  '1015': '#CDAA98',
};

/** `0` is gRPC's, and what is counted where a model that speaks HTTP gave no answer: a panel of many models can't know which. */
const ZERO = {
  name: `${codeRow('0', 'gRPC').name} (gRPC), or no code`,
  meaning: `${codeRow('0', 'gRPC').meaning} ${codeRow('0', 'HTTP').meaning}`,
  color: '#9FBDE8',
};

export const colorOf = (code: string, kind: CodeKind): string => OF_CODE[code] ?? OF_KIND[kind];

const CODE = /^\d+$/;
/** Codes that a series can have, with what stands in the legend. */
export const named = codeRows
  .filter(({ code }) => CODE.test(code))
  .map(({ code, name, kind, meaning, protocol }) => {
    // People know the codes of HTTP; of the others they first have to learn the protocol.
    const ofProtocol = protocol === undefined || protocol === 'HTTP' ? name : `${name} (${protocol})`;
    const shown = code === '0' ? ZERO : { name: ofProtocol, meaning, color: colorOf(code, kind) };
    return { code, kind, title: `${code} ${shown.name}`, color: shown.color, meaning: shown.meaning };
  });

/** Requests by status code, stacked, each code told apart. */
export function byCode(text: PanelText, query: QueryModel, options: SeriesOptions = {}): timeseries.PanelBuilder {
  const panel = lines(text, [{ ...query, groupBy: ['status_code'] }], { stacked: true, linked: false, ...options });
  for (const { code, title, color } of named) {
    panel.overrideByName(code, [
      { id: 'color', value: { mode: 'fixed', fixedColor: color } },
      { id: 'displayName', value: title },
    ]);
  }
  return panel;
}

/** How many requests ended with each code in the range, with the sentence on what it means and what to do. */
export function meanings(text: PanelText, query: QueryModel, options: { span?: number; height?: number } = {}) {
  const sentences = Object.fromEntries(
    named.map(({ code, title, meaning, color }, index) => [code, { text: `${title}: ${meaning}`, color, index }])
  );
  const increase: QueryModel = {
    metric: 'baseten_inference_requests_total',
    calculation: 'increase',
    window: '$__range',
    ...query,
    groupBy: ['status_code'],
  };
  const panel: table.PanelBuilder = list(text, [increase], 'Requests', { decimals: 0, ...options });
  return panel
    .cellHeight(TWO_LINES)
    .overrideByName('status_code', [
      { id: 'displayName', value: 'What it means' },
      { id: 'mappings', value: [{ type: 'value', options: sentences }] },
      // All of it has to be read: what to do stands at its end. The other column takes what its numbers need.
      { id: 'custom.wrapText', value: true },
    ])
    .overrideByFieldType('number', [{ id: 'custom.width', value: 110 }]);
}
