import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import { useId, useMemo } from 'react';

/**
 * A name for screen readers that every version of Grafana's comboboxes takes: 12.3's know no `aria-label`, but the name
 * that another element has.
 */
export function useName(id: string | undefined) {
  const own = useId();
  return useMemo(() => ({ id: `${own}-name`, props: { id: id ?? own, 'aria-labelledby': `${own}-name` } }), [own, id]);
}

/** The element that has the name: there for screen readers, and not to be seen. */
export function Name({ id, children }: { id: string; children: string }) {
  const styles = useStyles2(getStyles);
  return (
    <span id={id} className={styles.hidden}>
      {children}
    </span>
  );
}

const getStyles = () => ({
  hidden: css({
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  }),
});
