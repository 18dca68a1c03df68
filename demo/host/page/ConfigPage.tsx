import { Alert } from '@grafana/ui';
import type { AnyPlugin } from './loader';

/** A page that the plugin adds to the settings of its data sources, with what Grafana 12.3 hands to it. */
export function ConfigPage({ plugin, id }: { plugin: AnyPlugin; id: string }) {
  const page = plugin.configPages?.find((candidate) => candidate.id === id);
  return page ? <page.body plugin={plugin} query={{}} /> : <Alert title={`The plugin has no page "${id}".`} />;
}
