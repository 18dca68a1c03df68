/** Words of the catalog in the language chosen. */
import { tableText } from '../../i18n';
import { type Calculation, codeRow, type Entry, findCalculation, labelTitles } from '../../translator';

/** Title, group and description of a metric. */
export function entryTexts({ id, title, group, description }: Entry) {
  return {
    title: tableText(`catalog.metric.${id}.title`, title),
    group: tableText(`catalog.group.${group}`, group),
    description: tableText(`catalog.metric.${id}.description`, description),
  };
}

/** Title and description of a calculation. */
export function calculationTexts(id: Calculation) {
  const { title, description } = findCalculation(id);
  return {
    title: tableText(`catalog.calculation.${id}.title`, title),
    description: tableText(`catalog.calculation.${id}.description`, description),
  };
}

/** A label in words, its own name where there are none: "model", "k8s.pod.name". */
export function labelText(label: string): string {
  const title = labelTitles.get(label);
  return title === undefined ? label : tableText(`catalog.label.${label}`, title);
}

/** What a value of `status_code` means, in one sentence. */
export function codeMeaning(value: string): string {
  const { code, meaning } = codeRow(value);
  return tableText(`catalog.code.${code}`, meaning);
}
