/** What calculations and measures say where a threshold is missing. */
import { QueryError } from '../contract/errors';

/** The error for a threshold without a default: only the server knows the bucket bounds of `histogram`. */
export function missingThreshold(asker: string, histogram: string): QueryError {
  const allowed = `a bucket bound of ${histogram}, in its own unit`;
  return new QueryError('threshold', null, allowed, `threshold is missing: ${asker} needs ${allowed}.`);
}
