import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Button, type ButtonProps, useStyles2 } from '@grafana/ui';

/** A small button whose text may be a sentence: it breaks lines where there is no room for one. */
export function LongButton({ className, children, ...props }: Omit<ButtonProps, 'size'>) {
  const styles = useStyles2(getStyles);
  return (
    <Button {...props} size="sm" className={cx(styles.button, className)}>
      {children}
    </Button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  button: css({
    height: 'auto',
    minHeight: theme.spacing(theme.components.height.sm),
    maxWidth: `calc(100% - ${theme.spacing(1)})`,
    textAlign: 'start',
    '> span': { whiteSpace: 'normal' },
  }),
});
