/** Words of the catalog in the language chosen. */
import { catalogText } from '../i18n';
import { type Calculation, type Entry, findCalculation, labelTitles } from '../promql';

/** Title, group and description of a metric. */
export function entryWords({ id, title, group, description }: Entry) {
  return {
    title: catalogText(`metric.${id}.title`, title),
    group: catalogText(`group.${group}`, group),
    description: catalogText(`metric.${id}.description`, description),
  };
}

/** Title and description of a calculation. */
export function calculationWords(id: Calculation) {
  const { title, description } = findCalculation(id);
  return {
    title: catalogText(`calculation.${id}.title`, title),
    description: catalogText(`calculation.${id}.description`, description),
  };
}

/** A label in words, its own name where there are none: "model", "k8s.pod.name". */
export function labelWord(label: string): string {
  const title = Object.hasOwn(labelTitles, label) ? labelTitles[label] : undefined;
  return title === undefined ? label : catalogText(`label.${label}`, title);
}
