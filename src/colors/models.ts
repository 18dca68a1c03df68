/**
 * Gives a model the same colour in every panel, and a deployment one that is told apart from the others. A colour that comes with the data stands in front of the panel's scheme and
 * behind its overrides, so a colour that a person picks in the legend is kept.
 */
import {
  type DataFrame,
  type DataQueryResponse,
  type Field,
  FieldColorModeId,
  FieldType,
  isDataFrame,
  DataFrameType,
} from '@grafana/data';
import { PALETTES, places, shade } from './palette';

const LABEL = 'model_name';
/** What tells the lines of one model apart, where they do. */
const FINER = ['deployment_id', 'replica'];
const LINES: ReadonlySet<string> = new Set([DataFrameType.TimeSeriesWide, DataFrameType.TimeSeriesMulti]);
/** Models whose last day tells which there are. */
const LOOK_BACK_MS = 24 * 3_600_000;
const KEPT_MS = 10 * 60_000;
/** A panel waits no longer than this for the names; its models have colours of their own then, until it is refreshed. */
const TIMEOUT_MS = 10_000;

type ModelNames = (from: number, to: number) => Promise<string[]>;

function linesOf(response: DataQueryResponse): Field[] {
  const data: unknown[] = response.data;
  return data
    .filter(isDataFrame)
    .filter(({ meta }) => LINES.has(meta?.type ?? ''))
    .flatMap(({ fields }) => fields.filter(({ type }) => type === FieldType.number));
}

/** What lines stand for, coarsest first, and the name of each; nothing where some have none, or all the same. */
function identityOf(lines: Field[]): { label: string; names: string[] } | undefined {
  for (const label of [LABEL, ...FINER]) {
    const names = lines.map(({ labels }) => labels?.[label] ?? '');
    const aloneWithItsName = label === LABEL && names.length === 1;
    if (!names.includes('') && (aloneWithItsName || new Set(names).size > 1)) {
      return { label, names };
    }
  }
  return undefined;
}

/**
 * Colours lines that stand for models, or for deployments or replicas of one: the lines of one are shades of its colour, in
 * the order in which they came. Where all are of one, such as its percentiles, the panel tells them apart.
 * @param all every model that there is
 */
export function colored(response: DataQueryResponse, all: string[], isDark: boolean): DataQueryResponse {
  const identity = identityOf(linesOf(response));
  if (identity === undefined) {
    return response;
  }
  const { label, names } = identity;
  const known = places(label === LABEL ? [...all, ...names] : names);
  const palette = isDark ? PALETTES.dark : PALETTES.light;
  const drawn = new Map<string, number>();
  const paint = (field: Field): Field => {
    const name = field.labels?.[label] ?? '';
    const color = field.type === FieldType.number ? palette[known.get(name) ?? -1] : undefined;
    if (color === undefined) {
      return field;
    }
    const nth = drawn.get(name) ?? 0;
    drawn.set(name, nth + 1);
    const fixed = { mode: FieldColorModeId.Fixed, fixedColor: shade(color, nth, isDark) };
    return field.config.color !== undefined ? field : { ...field, config: { ...field.config, color: fixed } };
  };
  const frames: unknown[] = response.data;
  return {
    ...response,
    data: frames.map((frame) =>
      isDataFrame(frame) ? ({ ...frame, fields: frame.fields.map(paint) } satisfies DataFrame) : frame
    ),
  };
}

/** The names of all models, asked for once in ten minutes; none where nobody answers in time. */
export class ModelNamesKept {
  private kept: { at: number; names: Promise<string[]> } | undefined;

  constructor(private readonly ask: ModelNames) {}

  names(now = Date.now()): Promise<string[]> {
    if (!this.kept || now - this.kept.at > KEPT_MS) {
      const names = this.ask(now - LOOK_BACK_MS, now).catch((): string[] => {
        this.kept = undefined;
        return [];
      });
      this.kept = { at: now, names };
    }
    const late = new Promise<string[]>((resolve) => setTimeout(() => resolve([]), TIMEOUT_MS));
    return Promise.race([this.kept.names, late]);
  }
}
