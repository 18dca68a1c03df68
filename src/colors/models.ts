/**
 * Gives a model the same colour in every panel, and a deployment one that is told apart from the others. A colour that comes
 * with the data stands in front of the panel's scheme and behind its overrides, so a colour that a person picks in the legend
 * is kept.
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
import { places, shade } from './palette';

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
    // A line alone too: the panel's scheme takes a colour from the name, which may be that of an alarm.
    if (!names.includes('') && (names.length === 1 || new Set(names).size > 1)) {
      return { label, names };
    }
  }
  return undefined;
}

/** Which line of its model each one is. What is being promoted comes last: so what is stable has the model's colour while it lasts. */
function numbered(lines: Field[], label: string): Map<Field, number> {
  const counts = new Map<string, number>();
  const isNew = ({ labels }: Field) => labels?.['rollout_phase'] === 'promoting';
  return new Map(
    [...lines.filter((line) => !isNew(line)), ...lines.filter(isNew)].map((line) => {
      const name = line.labels?.[label] ?? '';
      const nth = counts.get(name) ?? 0;
      counts.set(name, nth + 1);
      return [line, nth];
    })
  );
}

/**
 * Colours lines that stand for models, or for deployments or replicas of one: the lines of one are shades of its colour, in
 * the order in which they came. Where all are of one, such as its percentiles, the panel tells them apart.
 * @param all every model that there is
 */
export function colored(response: DataQueryResponse, all: string[], isDark: boolean): DataQueryResponse {
  const lines = linesOf(response);
  const identity = identityOf(lines);
  if (identity === undefined) {
    return response;
  }
  const { label, names } = identity;
  const known = places(label === LABEL ? [...all, ...names] : names);
  const theme = isDark ? 'dark' : 'light';
  const nth = numbered(lines, label);
  const paint = (field: Field): Field => {
    const place = known.get(field.labels?.[label] ?? '');
    const color = place === undefined ? undefined : shade(place, nth.get(field) ?? 0, theme);
    if (field.type !== FieldType.number || color === undefined || field.config.color !== undefined) {
      return field;
    }
    return { ...field, config: { ...field.config, color: { mode: FieldColorModeId.Fixed, fixedColor: color } } };
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
