import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';

/** The style of a button that is as long as a sentence: on a telephone it would make the page wider than the screen. */
export const longButton = (theme: GrafanaTheme2) =>
  css({ height: 'auto', minHeight: theme.spacing(3), textAlign: 'left', '& > span': { whiteSpace: 'normal' } });
