import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Button, Stack, useStyles2 } from '@grafana/ui';
import { useMemo, useState } from 'react';
import { OutageTable } from '../../editor/rule/preview/OutageTable';
import { t } from '../../i18n';
import { type ObjectivesDocument } from '../../objectives';
import { Picker } from '../../picker';
import { type EditorSource } from '../../source';
import { type Counts, type Pagers, pagersOf, queriesOf, sidesOfModel } from './sides';
import { type Asked, useSides } from './useSides';

interface Props {
  source: EditorSource;
  document: ObjectivesDocument;
  models: readonly string[];
}

/** How soon the rules of a model would page: whoever loosens an objective sees what that costs. */
export function SidesSection({ source, document, models }: Props) {
  const styles = useStyles2(getStyles);
  const [chosen, setChosen] = useState<string>();
  const model = chosen ?? models[0] ?? '';
  const pagers = useMemo(() => pagersOf(document, model), [document, model]);
  const questions = useMemo(() => queriesOf(pagers, document, model), [pagers, document, model]);
  const { asked, start } = useSides(source, questions);
  if (models.length === 0) {
    return null;
  }
  return (
    <div
      role="group"
      className={styles.group}
      aria-label={t('alerts.sides.title', 'The other side: how soon they would ring')}
    >
      <h4>{t('alerts.sides.title', 'The other side: how soon they would ring')}</h4>
      <p className={styles.about}>
        {t(
          'alerts.sides.about',
          'Outages put into a model’s own requests of the last 7 days, by day and at night: the time until its page. It follows the objectives as you change them.'
        )}
      </p>
      <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
        <Picker
          label={t('alerts.sides.model', 'Model that the outage is put into')}
          options={models.map((name) => ({ value: name, label: name }))}
          value={{ value: model, label: model }}
          onChange={setChosen}
          width={40}
        />
        {(asked.phase === 'idle' || asked.phase === 'failed') && (
          <Button size="sm" variant="secondary" icon="history" onClick={start}>
            {t('alerts.sides.start', 'Show how soon')}
          </Button>
        )}
        <span role="status">{statusOf(asked)}</span>
      </Stack>
      {asked.phase === 'done' && <Table pagers={pagers} counts={asked.counts} model={model} />}
    </div>
  );
}

function Table({ pagers, counts, model }: { pagers: Pagers; counts: Counts; model: string }) {
  const sides = useMemo(() => sidesOfModel(pagers, counts), [pagers, counts]);
  return <OutageTable caption={t('alerts.sides.table', 'Time to the page about {{model}}', { model })} sides={sides} />;
}

function statusOf(asked: Asked): string {
  switch (asked.phase) {
    case 'failed':
      return t('alerts.sides.failed', 'Nobody can tell: {{reason}}', { reason: asked.reason });
    case 'asking':
      return t('alerts.sides.asking', '{{percent}}% of the past asked for', {
        percent: Math.floor(100 * asked.answered),
      });
    case 'done':
      return asked.lost.join(' ');
    default:
      return '';
  }
}

const getStyles = (theme: GrafanaTheme2) => ({
  group: css({ marginTop: theme.spacing(3) }),
  about: css({ color: theme.colors.text.secondary }),
});
