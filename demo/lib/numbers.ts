/** Reads the frames of a rule's query as Grafana's expressions do. */

/** A column of a frame. */
export interface Column {
  name: string;
  type?: string;
  labels?: Readonly<Record<string, string>>;
  values: readonly unknown[];
}

/** Numbers that belong to one label set: at the times of the frame, or one where the frame has none. */
export interface Numbers<C extends Column> {
  column: C;
  labels: Readonly<Record<string, string>>;
  values: Array<number | null>;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown) => (typeof value === 'number' ? value : null);

/**
 * The numbers of a frame with their labels. In a frame of the type `numeric-long` each row is a number, with the texts beside
 * it as labels; in others each column of numbers is a series with labels of its own.
 * https://grafana.com/developers/dataplane/numeric
 */
export function numbersOf<C extends Column>(type: string | undefined, columns: readonly C[]): Array<Numbers<C>> {
  const found = columns.filter((column) => column.type === 'number');
  if (type !== 'numeric-long') {
    return found.map((column) => ({ column, labels: column.labels ?? {}, values: column.values.map(numberOf) }));
  }
  const texts = columns.filter((column) => column.type === 'string');
  return found.flatMap((column) =>
    column.values.map((value, row) => ({
      column,
      labels: Object.fromEntries(texts.map(({ name, values }) => [name, textOf(values[row])])),
      values: [numberOf(value)],
    }))
  );
}
