import { Button } from '@grafana/ui';
import { type BasetenQuery } from '../../types';
import { type Fix } from './notices';

interface Props {
  fixes: Fix[];
  className?: string;
  onFix: (query: BasetenQuery) => void;
}

/** What fixes a query, one click each. */
export function FixButtons({ fixes, className, onFix }: Props) {
  return fixes.map(({ label, query }) => (
    <Button key={label} type="button" size="sm" variant="secondary" className={className} onClick={() => onFix(query)}>
      {label}
    </Button>
  ));
}
