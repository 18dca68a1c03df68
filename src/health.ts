/** The layers of Save & test, from the server being reached to how often it scrapes, as Grafana can show them. */

interface Layer {
  ok: boolean;
  text: string;
}

function isLayer(value: unknown): value is Layer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'ok' in value &&
    typeof value.ok === 'boolean' &&
    'text' in value &&
    typeof value.text === 'string'
  );
}

/** The details with their layers as lines, each with a mark: the form in which Grafana shows more than one sentence. */
export function withLines(details: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  const layers = details?.layers;
  if (!Array.isArray(layers) || layers.length === 0) {
    return details;
  }
  const verboseMessage = layers
    .filter(isLayer)
    .map(({ ok, text }) => `${ok ? '✓' : '✗'} ${text}`)
    .join('\n');
  return { ...details, verboseMessage };
}
