/** The reference of the objectives' document, written from the table that its reader walks. */
import { bounds, DEFAULTS, FIELDS, schema, type Field, type Objectives } from '../src/objectives';

function allowed(field: Field): string {
  switch (field.type) {
    case 'number':
      return bounds(field);
    case 'flag':
      return 'true or false';
    case 'choice':
      return field.values.map((value) => `\`${value}\``).join(', ');
    case 'pattern':
      return 'an RE2 pattern, anchored at both ends';
    case 'codes':
      return 'a list of codes';
  }
}

const names: string[] = Object.keys(FIELDS);
const isName = (name: string): name is keyof Objectives => names.includes(name);

/** The content of `docs/objectives.md`. */
export function objectivesDoc(): string {
  const rows = names
    .filter(isName)
    .map((name) =>
      `| \`${name}\` | ${allowed(FIELDS[name])} | \`${JSON.stringify(DEFAULTS[name])}\` | ${FIELDS[name].about} |`.replaceAll(
        '5..|429',
        '5..\\|429'
      )
    );
  return `# Objectives

What each model has promised, and what it is built for, as one document in YAML or JSON. The alert rules are made of it.

\`\`\`yaml
version: 1
environments: [production]
defaults:
  availability: 0.999
  latencySeconds: 10
sets:
  - name: Speech
    models: ["whisper/large-v3", "voice-agent"]
    latencySeconds: 300
    latencyShare: 0.9
    protocol: websocket
  - name: Nightly batch
    models: ["classifier"]
    latencySeconds: none
    ignoredCodes: ["429"]
\`\`\`

In Grafana the document stands on the tab *Alerts* of the data source: a row a model, with what its good hours of the last 7 days
allow, and all rules [previewed](alerting.md#the-whole-set) over them. What a past can't tell is asked for: the concurrency of a
replica is a setting of Baseten's. A proposal that is looser than the defaults is taken one by one, by a click. *Save objectives* keeps the document in
the settings of the data source (\`jsonData.objectives\`, an object or a text) where these may be changed; *Copy for provisioning*
gives the lines for the file that provisions it, which overwrites what is saved at each start. No query reads it.

Panels and rules in \`provisioning/\` are made of one file: *Copy as YAML*, save it as \`objectives.yaml\`, and generate both from it.
The rules carry the hash of their document as an annotation, and the tab says when it is another one than that of the document it
shows. The order of keys, sets and models doesn't count, nor whether a default is spelled out.

Neither a checkout nor a build is needed: the plugin's folder holds \`rules.mjs\`, which runs with Node.

\`\`\`sh
node rules.mjs --objectives objectives.yaml --out provisioning/alerting
\`\`\`

It writes \`baseten-rules.yaml\` (Grafana) and \`baseten-alerts.yaml\` (Prometheus, Mimir, vmalert). In a checkout
\`npm run generate -- --objectives FILE\` does the same for \`provisioning/\`; without a file it reads \`provision/objectives.yaml\`.
Keep the old \`baseten-rules.yaml\` in the folder: rules that it has and the new one hasn't are deleted in Grafana, which would keep
them and ring twice.

| key | what |
| --- | --- |
| \`version\` | 1 |
| \`environments\` | the environments that rules watch; \`[production]\` where it is left out |
| \`defaults\` | what holds for every model that no set names, and for what a set leaves out |
| \`sets\` | models with objectives of their own. \`name\`: at most 100 bytes, stands in titles. \`models\`: names as the label \`model_name\` has them, each in one set at most. Then any of the fields below |

The fields of \`defaults\` and of each set:

| field | allowed | default | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}

What is wrong is told with its path, the value and what is allowed, everything at once. A key that nobody knows is kept and told,
with the one that was perhaps meant.

## Sets and rules

Each set has rules of its own where it differs from the defaults in what a rule reads; all other models share one rule. Titles and
uids hang on the set's name, never on its models: a model may come and go, and the alerts of the others stay as they are. Where a
query would pass 16 KiB (VictoriaMetrics refuses more), the rule is cut in parts, each with some of the models. A name above 60 bytes
is told by its first 8 and last 8 characters and its length, unless another named one looks the same; a model that looks like a named
one has that one's objectives.

## JSON schema

For editors that complete and check the document; \`node rules.mjs --schema\` prints it too.

\`\`\`json
${JSON.stringify(schema(), null, 2)}
\`\`\`
`;
}
