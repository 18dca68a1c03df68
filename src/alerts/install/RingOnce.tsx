import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Button, Stack, useStyles2 } from '@grafana/ui';
import { useEffect, useState } from 'react';
import { errorText } from '../../editor/useLookup';
import { dateText, t } from '../../i18n';
import { whoRings } from './rights';
import { listen, ring, RING_SECONDS, SEVERITIES, stopRinging, type Severity } from './ring';
import { severityText } from './words';

interface Props {
  uid: string;
  folderTitle: string;
  disabled: boolean;
}

const LISTEN_EVERY_MS = 5000;

/** A test alert through the route of each severity, so that somebody has heard it. */
export function RingOnce({ uid, folderTitle, disabled }: Props) {
  const styles = useStyles2(getStyles);
  const [ringing, setRinging] = useState<{ since: number; ends: number }>();
  const [heard, setHeard] = useState<string[]>([]);
  const [problem, setProblem] = useState('');

  useEffect(() => {
    if (ringing === undefined) {
      return undefined;
    }
    let late = false;
    const look = async () => {
      try {
        const { heard: alerts, sent } = await listen(uid, ringing.since);
        const lines = alerts.map(({ severity, receivers }) => `${severity}: ${receivers.join(', ')}`);
        const sendings = sent.map(({ receiver, at, problem: why }) =>
          why !== undefined
            ? t('alerts.ring.not-sent', '{{receiver}} could not be reached: {{why}}', { receiver, why })
            : at === undefined
              ? t('alerts.ring.not-yet', '{{receiver}} has not been called yet', { receiver })
              : t('alerts.ring.sent', '{{receiver}} was called at {{time}}', {
                  receiver,
                  time: dateText(at, { timeStyle: 'medium' }),
                })
        );
        if (!late) {
          setHeard([...lines, ...sendings]);
        }
      } catch (error) {
        if (!late) {
          setProblem(errorText(error));
        }
      }
      if (!late && Date.now() > ringing.ends) {
        await stopRinging(uid).catch((error: unknown) => setProblem(errorText(error)));
        setRinging(undefined);
      }
    };
    const timer = setInterval(() => void look(), LISTEN_EVERY_MS);
    return () => {
      late = true;
      clearInterval(timer);
    };
  }, [uid, ringing]);

  const begin = async (severities: readonly Severity[]) => {
    const since = Date.now();
    const ends = since + RING_SECONDS * 1000;
    setProblem('');
    setHeard([]);
    try {
      await ring(uid, folderTitle, severities, ends, whoRings());
      setRinging({ since, ends });
    } catch (error) {
      setProblem(errorText(error));
    }
  };
  const end = async () => {
    try {
      await stopRinging(uid);
      setRinging(undefined);
    } catch (error) {
      setProblem(errorText(error));
    }
  };

  return (
    <div role="group" className={styles.group} aria-label={t('alerts.ring.title', 'Ring once')}>
      <h4>{t('alerts.ring.title', 'Ring once')}</h4>
      <p>
        {t(
          'alerts.ring.about',
          'A test alert, marked as one, takes the whole way of a real one: evaluated, routed by the notification policies, sent. It ends by itself after {{minutes}} minutes. People will be called.',
          { minutes: RING_SECONDS / 60 }
        )}
      </p>
      <Stack direction="row" gap={1} wrap="wrap" alignItems="center">
        {SEVERITIES.map((severity) => (
          <Button
            key={severity}
            size="sm"
            variant="secondary"
            icon="bell"
            disabled={disabled || ringing !== undefined}
            onClick={() => void begin([severity])}
          >
            {t('alerts.ring.one', 'Ring: {{severity}}', { severity: severityText(severity) })}
          </Button>
        ))}
        {ringing !== undefined && (
          <Button size="sm" icon="times" onClick={() => void end()}>
            {t('alerts.ring.stop', 'End the test')}
          </Button>
        )}
      </Stack>
      <div role="status">
        {ringing !== undefined && (
          <p>
            {t('alerts.ring.until', 'Rings until {{time}}', { time: dateText(ringing.ends, { timeStyle: 'medium' }) })}
          </p>
        )}
        {heard.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {problem !== '' && <p>{problem}</p>}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  group: css({ marginTop: theme.spacing(3) }),
});
