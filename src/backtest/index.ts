/** A backtest: how an alert rule would have behaved in the past, evaluated as Grafana does. Imports nothing. */
export {
  evaluateMath,
  parseMath,
  refsOf,
  type Comparison,
  type Expression,
  type Labels,
  NO_LABELS,
  type Reading,
  type Result,
  type Sample,
} from './math';
export {
  ERROR,
  evaluateResults,
  evaluateRule,
  keyOf,
  NO_DATA,
  type Evaluations,
  type Interval,
  type Results,
  type Rule,
  type State,
  type States,
  type Timing,
} from './states';
export { askInPieces, piecesOf, type Asked, type Piece, type Sleep } from './pieces';
export { GROUPED_BY_MODEL, notificationsOf, type Notification, type Policy } from './notifications';
export { ENOUGH_KNOWN, reportOf, within, type Colour, type Report, type Stretch } from './report';
export {
  effects,
  failingIn,
  OUTAGE_EVALUATIONS,
  outages,
  rangAt,
  timeOfTrial,
  timeToPage,
  type Effect,
  type Injection,
  type Outage,
  type OutageName,
  type Trial,
} from './outages';
