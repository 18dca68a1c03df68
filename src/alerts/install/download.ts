/** Rules as files, for those who keep them elsewhere. */
import type { ObjectivesDocument } from '../../objectives';
import { ruleFiles } from '../../rules/files';

export type FileKind = 'grafana' | 'prometheus';

/** By what the file is called in provisioning/ too. */
const NAMES: Record<FileKind, string> = { grafana: 'baseten-rules.yaml', prometheus: 'baseten-alerts.yaml' };

/**
 * The file of one kind, for one data source. Made by the generator that writes provisioning/.
 * @param uid the data source's; rules in Prometheus name none
 */
export function fileOf(document: ObjectivesDocument, kind: FileKind, uid: string): { name: string; content: string } {
  const files = ruleFiles(document);
  return {
    name: NAMES[kind],
    content:
      kind === 'grafana'
        ? files.grafana
            .replaceAll('datasourceUid: "baseten-metrics"', () => `datasourceUid: ${JSON.stringify(uid)}`)
            .replaceAll('uid: "baseten-metrics"', () => `uid: ${JSON.stringify(uid)}`)
        : files.prometheus,
  };
}

/** Lets the browser save a text as a file. */
export function save({ name, content }: { name: string; content: string }): void {
  const link = window.document.createElement('a');
  const url = URL.createObjectURL(new Blob([content], { type: 'application/yaml' }));
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
