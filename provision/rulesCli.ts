/**
 * Writes the alert rules for a document of objectives. In the plugin's folder it is one file, rules.mjs, so that nobody
 * needs a checkout: `node rules.mjs --objectives FILE [--out FOLDER]`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const USAGE = `Usage: node rules.mjs --objectives FILE [--out FOLDER]
       node rules.mjs --schema

Writes baseten-rules.yaml (Grafana) and baseten-alerts.yaml (Prometheus, Mimir, vmalert) for the objectives in FILE, YAML or
JSON. Where FOLDER holds such files, rules that are gone are deleted in Grafana. --schema prints the document's JSON schema.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      objectives: { type: 'string' },
      out: { type: 'string', default: '.' },
      schema: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.schema === true) {
    const { schema } = await import(/* webpackMode: "eager" */ '../src/objectives');
    console.log(JSON.stringify(schema(), null, 2));
    return;
  }
  if (values.objectives === undefined || values.help === true) {
    console.log(USAGE);
    process.exitCode = values.help === true ? 0 : 2;
    return;
  }
  // The document is read when these are loaded; what is wrong with it is told without a stack.
  const { shipped } = await import(/* webpackMode: "eager" */ './objectives');
  const { ruleFiles } = await import(/* webpackMode: "eager" */ '../src/rules/files');
  const grafana = path.join(values.out, 'baseten-rules.yaml');
  const files = ruleFiles(shipped, existsSync(grafana) ? readFileSync(grafana, 'utf8') : '');
  const head = `# Generated from ${path.basename(values.objectives)}; change it there.\n`;
  mkdirSync(values.out, { recursive: true });
  for (const [file, content] of [
    [grafana, files.grafana],
    [path.join(values.out, 'baseten-alerts.yaml'), files.prometheus],
  ] as const) {
    writeFileSync(file, head + content);
    console.log(`wrote ${file}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
