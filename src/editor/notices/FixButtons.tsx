import { type BasetenQuery } from '../../types';
import { LongButton } from '../layout/LongButton';
import { type Fix } from './notices';

interface Props {
  fixes: Fix[];
  className?: string;
  onFix: (query: BasetenQuery) => void;
}

/** What fixes a query, one click each. */
export function FixButtons({ fixes, className, onFix }: Props) {
  return fixes.map(({ label, query }) => (
    <LongButton key={label} type="button" variant="secondary" className={className} onClick={() => onFix(query)}>
      {label}
    </LongButton>
  ));
}
