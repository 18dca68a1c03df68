/** Measures of what happened to requests. */
import { ACTIVE, CONCURRENT, measure, QUEUE, RATE_WINDOW, REQUESTS, RESPONSE_TIME } from './measure-rows';
import { IDENTITY, OPTIONAL } from './rows';
import type { MeasureEntry } from './types';

const WITH_ASYNC = IDENTITY.concat('is_async');
const BY_CODE = 'it compares status codes itself; badStatus and validStatus say which';
const SYNC_ONLY = 'it counts synchronous requests only';
const WINDOW_COUNT = { window: '$__rate_interval', instantWindow: '$__range' };
const MID_STREAM =
  'A response that fails in mid-stream counts with the code it began with, mostly 200. A code that nobody knows is a valid request and not a bad one: unknown_code_share tells how many there are.';
const BAD = "the server's faults: HTTP 5xx and 429, gRPC 2, 4, 8 and 12 to 15, WebSocket 1006 and 1011 to 1015";
const VALID = "all but the client's own faults and those whose client left";

export const requestMeasures: MeasureEntry[] = [
  measure({
    id: 'error_ratio',
    title: 'Error ratio',
    description: `Bad requests out of valid ones. By default bad are ${BAD}; valid are ${VALID}. 0 where there is traffic without an error, absent where there is no traffic. ${MID_STREAM}`,
    unit: 'percentunit',
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: RATE_WINDOW,
  }),
  measure({
    id: 'success_ratio',
    title: 'Success ratio',
    description: `One minus the error ratio: 1 where there is traffic without an error, absent where there is no traffic. ${MID_STREAM}`,
    unit: 'percentunit',
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: RATE_WINDOW,
  }),
  measure({
    id: 'bad_requests',
    title: 'Bad requests',
    description: `How many requests in the window were bad; 0 where there are valid ones and none was bad. By default bad are ${BAD}. Counts of a sliding window: neighbouring points count the same request. The floor that keeps an error ratio of one request from paging someone.`,
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: WINDOW_COUNT,
  }),
  measure({
    id: 'valid_requests',
    title: 'Valid requests',
    description: `How many requests in the window were valid: ${VALID}. Counts of a sliding window: neighbouring points count the same request.`,
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: BY_CODE },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: WINDOW_COUNT,
  }),
  measure({
    id: 'unknown_code_share',
    title: 'Unknown status codes',
    description:
      "Share of the requests whose status code is of no protocol, such as unknown: nobody can say whether they went well, and they count as valid and not bad. 0 counts where the model doesn't speak gRPC, 3000 to 4999 where it doesn't speak WebSocket; it speaks what nearly all its answers are in. Absent where there is no traffic.",
    unit: 'percentunit',
    operands: [REQUESTS],
    labels: WITH_ASYNC,
    notGroupable: { status_code: 'it looks at the codes of a group together' },
    parameters: ['window'],
    defaults: RATE_WINDOW,
  }),
  measure({
    id: 'good_within_objective',
    title: 'Good responses within the objective',
    description:
      'Share of synchronous responses that were good and took at most the threshold, out of valid ones. A failure never counts as good, however fast it came. The threshold has to be a bucket bound; absent where it is none, or without traffic.',
    unit: 'percentunit',
    operands: [RESPONSE_TIME],
    notGroupable: { status_code: BY_CODE, is_async: SYNC_ONLY },
    parameters: ['threshold', 'badStatus', 'validStatus', 'window'],
    defaults: RATE_WINDOW,
  }),
  measure({
    id: 'unserved_requests',
    title: 'Unserved requests',
    description:
      'Requests in flight on deployments where no replica was active for the last 3 minutes, also where the replica series has vanished; 0 elsewhere. Requests are counted when they end, so in the worst outage every ratio is silent and only this one speaks.',
    operands: [CONCURRENT, ACTIVE],
  }),
  measure({
    id: 'unserved_async_requests',
    title: 'Unserved async requests',
    description:
      'Async requests waiting on deployments where no replica was active for the last 3 minutes, also where the replica series has vanished; 0 elsewhere.',
    operands: [QUEUE, ACTIVE],
  }),
  measure({
    id: 'stalled_requests',
    title: 'Stalled requests',
    description:
      'Requests in flight on deployments that had some for all of the last 10 minutes while no synchronous request ended; 0 elsewhere. Models whose requests take longer than that are stalled by this measure.',
    operands: [CONCURRENT, REQUESTS],
    notGroupable: { is_async: SYNC_ONLY },
  }),
  measure({
    id: 'requests_in_flight',
    title: "Requests in flight by Little's law",
    description:
      'Requests in flight, from the seconds of response time that ended per second. Right for steady synchronous traffic only: it shows a request when it ends, and spreads it over the window. See it beside the concurrent requests.',
    operands: [RESPONSE_TIME],
    labels: IDENTITY.concat('status_code'),
    notGroupable: { is_async: SYNC_ONLY },
    parameters: ['window'],
    defaults: RATE_WINDOW,
  }),
  measure({
    id: 'canary_error_ratio',
    title: 'Canary error ratio',
    description:
      'Error ratio of the promoting deployment minus that of the stable one, in points: 0.01 is one percentage point worse. Absent where a side has no traffic.',
    unit: 'percentunit',
    operands: [REQUESTS],
    labels: ['model_id', 'model_name', 'is_async'],
    optionalLabels: ['environment'],
    notGroupable: {
      status_code: BY_CODE,
      rollout_phase: 'it compares the two rollout phases',
      deployment_id: 'the two rollout phases are different deployments',
    },
    parameters: ['badStatus', 'validStatus', 'window'],
    defaults: RATE_WINDOW,
  }),
  measure({
    id: 'canary_latency',
    title: 'Canary latency',
    description:
      'A percentile of the response time of the promoting deployment minus that of the stable one. Absent where a side has no traffic.',
    unit: 's',
    operands: [RESPONSE_TIME],
    labels: ['model_id', 'model_name', 'status_code', 'is_async'],
    optionalLabels: OPTIONAL.filter((label) => label === 'environment'),
    notGroupable: {
      rollout_phase: 'it compares the two rollout phases',
      deployment_id: 'the two rollout phases are different deployments',
    },
    parameters: ['quantile', 'window'],
    defaults: RATE_WINDOW,
  }),
];
