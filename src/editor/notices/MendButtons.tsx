import { Button } from '@grafana/ui';
import { type BasetenQuery } from '../../types';
import { type Mend } from './remarks';

interface Props {
  mends: Mend[];
  className?: string;
  onMend: (query: BasetenQuery) => void;
}

/** What mends a query, one click each. */
export function MendButtons({ mends, className, onMend }: Props) {
  return mends.map(({ label, query }) => (
    <Button key={label} type="button" size="sm" variant="secondary" className={className} onClick={() => onMend(query)}>
      {label}
    </Button>
  ));
}
