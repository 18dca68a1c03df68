/** YAML as every parser reads it: PyYAML refuses a plain `=`, and YAML 1.1 takes a plain `no` or `1:30` for something else. */
import { stringify } from 'yaml';

/** A document with each text in double quotes, whatever it is. */
export function printYaml(content: unknown): string {
  return stringify(content, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
  });
}
