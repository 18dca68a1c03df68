import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { numberText, t } from '../i18n';
import {
  type ObjectivesDocument,
  objectivesOf,
  setOf,
  type StatedObjectives,
  withDefaults,
  withModel,
} from '../objectives';
import { ObjectiveField, type Shown } from './ObjectiveField';
import { notLooser, type Proposal } from './proposals';

/** Rows that are shown at once; a fleet of hundreds would take seconds at each change. */
const PAGE = 50;

const columns = (): Array<{ field: Shown; title: string; about: string }> => [
  {
    field: 'availability',
    title: t('alerts.column.availability', 'Availability'),
    about: t('alerts.column.availability-about', 'Share of valid requests that must succeed, such as 0.999'),
  },
  {
    field: 'latencySeconds',
    title: t('alerts.column.latency', 'Complete within, s'),
    about: t('alerts.column.latency-about', 'A good response takes no longer: a bucket bound in seconds, or none'),
  },
  {
    field: 'latencyShare',
    title: t('alerts.column.share', 'for a share of'),
    about: t('alerts.column.share-about', 'Share of synchronous requests that must get a good response'),
  },
  {
    field: 'concurrencyPerReplica',
    title: t('alerts.column.concurrency', 'Requests a replica'),
    about: t(
      'alerts.column.concurrency-about',
      'Requests in flight that one replica is meant for: the concurrency target in Baseten’s autoscaling settings'
    ),
  },
];

interface Props {
  models: readonly string[];
  bounds: readonly number[];
  document: ObjectivesDocument;
  proposals: ReadonlyMap<string, Proposal>;
  onChange: (document: ObjectivesDocument) => void;
}

/** Objectives by model; what a row leaves empty is the defaults'. */
export function ObjectivesTable({ models, bounds, document, proposals, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const [rows, setRows] = useState(PAGE);
  const fields = columns();
  const everybody = t('alerts.all-others', 'All that are not named');
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('alerts.column.model', 'Model')}</th>
            {fields.map(({ field, title, about }) => (
              <th key={field} scope="col" title={about}>
                {title}
              </th>
            ))}
            <th scope="col">{t('alerts.column.proposed', 'Its good hours allow')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{everybody}</th>
            {fields.map(({ field, title }) => (
              <td key={field}>
                <ObjectiveField
                  label={`${title}: ${everybody}`}
                  field={field}
                  bounds={bounds}
                  value={document.defaults[field]}
                  onChange={(value) => value !== undefined && onChange(withDefaults(document, { [field]: value }))}
                />
              </td>
            ))}
            <td />
          </tr>
          {models.slice(0, rows).map((model) => (
            <tr key={model}>
              <th scope="row">{model}</th>
              {fields.map(({ field, title }) => (
                <td key={field}>
                  <ObjectiveField
                    label={`${title}: ${model}`}
                    field={field}
                    bounds={bounds}
                    missing={document.defaults[field]}
                    value={setOf(document, model)?.objectives[field]}
                    onChange={(value) =>
                      onChange(withModel(document, model, { [field]: value ?? document.defaults[field] }))
                    }
                  />
                </td>
              ))}
              <td>
                <Proposed
                  model={model}
                  proposal={proposals.get(model)}
                  document={document}
                  onTake={(changes) => onChange(withModel(document, model, changes))}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {models.length > rows && (
        <Button size="sm" variant="secondary" fill="text" onClick={() => setRows(rows + PAGE)}>
          {t('alerts.more-models', '{{models}} more models', { models: numberText(models.length - rows) })}
        </Button>
      )}
      <p className={styles.about}>
        {t(
          'alerts.concurrency-asked',
          'How many requests a replica is meant for, no metric tells: look it up in the autoscaling settings of each model. What is left empty is as in the first row.'
        )}
      </p>
    </div>
  );
}

interface ProposedProps {
  model: string;
  proposal: Proposal | undefined;
  document: ObjectivesDocument;
  onTake: (changes: Partial<StatedObjectives>) => void;
}

function Proposed({ model, proposal = {}, document, onTake }: ProposedProps) {
  const styles = useStyles2(getStyles);
  const now = objectivesOf(document, setOf(document, model));
  const { availability, latencySeconds } = proposal;
  const isTight = notLooser(proposal, document.defaults);
  const parts: Array<[text: string, changes: Partial<StatedObjectives>, isLooser: boolean]> = [];
  if (availability !== undefined && availability !== now.availability) {
    parts.push([String(availability), { availability }, isTight.availability === undefined]);
  }
  if (latencySeconds !== undefined && latencySeconds !== now.latencySeconds) {
    parts.push([
      t('alerts.seconds', '{{seconds}} s', { seconds: latencySeconds }),
      { latencySeconds },
      isTight.latencySeconds === undefined,
    ]);
  }
  return (
    <span className={styles.proposed}>
      {parts.map(([text, changes, isLooser]) => (
        <span key={text}>
          {text}
          {isLooser ? ` (${t('alerts.looser', 'looser than the defaults')})` : ''}{' '}
          <Button
            size="sm"
            variant="secondary"
            fill="text"
            aria-label={t('alerts.take-for', 'Take {{value}} for {{model}}', { value: text, model })}
            onClick={() => onTake(changes)}
          >
            {t('alerts.take', 'Take')}
          </Button>
        </span>
      ))}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({ overflowX: 'auto', margin: theme.spacing(1, 0) }),
  table: css({
    'th, td': { padding: theme.spacing(0.5, 1, 0.5, 0), textAlign: 'left', verticalAlign: 'middle' },
    'tbody th': { fontWeight: 'normal', minWidth: 130, maxWidth: 340, overflowWrap: 'anywhere' },
    thead: { color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize },
  }),
  proposed: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 2) }),
  about: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
