/**
 * Which rules must fire for an incident, and which may besides, because the incident really does that too. Everything
 * that fires outside of this table, look-alikes above all, is a false firing.
 */
import type { EventName } from '../../demo/simulator/events';

export interface Expected {
  must: readonly string[];
  /** Side effects, with the reason why a firing is right. */
  may?: Readonly<Record<string, string>>;
}

const SLOW_ANSWERS = 'requests that waited end late, and so miss the objective';
const latency = (reason: string) => ({
  'latency-burn': reason,
  'first-byte-burn': reason,
  'latency-leak': 'what was late is part of its three days',
});
const availability = (reason: string) => ({ 'availability-burn': reason });
const LEAK = { 'availability-leak': 'what failed is part of its three days' };
const NEW_CODE = { 'newborn-failures': 'its status code was never seen before' };

export const expectations: Partial<Record<EventName, Expected>> = {
  'error-burst': {
    must: ['availability-burn', 'high-error-ratio'],
    may: { ...NEW_CODE, ...LEAK, 'async-failures': 'async requests fail as well' },
  },
  'latency-regression': {
    must: ['latency-burn'],
    may: {
      ...latency('what takes longer begins later'),
      saturated: 'slow responses occupy more of each replica, until the most replicas run',
    },
  },
  'late-first-bytes': {
    must: ['first-byte-burn'],
    may: {
      'latency-burn': 'a response that begins seven seconds later ends so too, and some are late then',
      'latency-leak': 'what was late is part of its three days',
      saturated: 'slow responses occupy more of each replica, until the most replicas run',
    },
  },
  'no-replicas': {
    must: ['requests-unserved'],
    may: {
      ...latency(SLOW_ANSWERS),
      'requests-stalled': 'nothing ends while nothing serves',
      'async-unserved': 'the async queue of the same model waits too',
      saturated: 'all that was parked meets the first replica',
    },
  },
  stall: {
    must: ['requests-stalled'],
    may: { ...latency(SLOW_ANSWERS), saturated: 'requests pile up on replicas, and none is added' },
  },
  'stuck-starting': { must: ['stuck-starting'] },
  saturation: { must: ['saturated'], may: latency('requests queue for a replica') },
  'bad-canary': {
    must: ['canary-worse'],
    may: {
      ...availability('the canary takes up to nine tenths of the traffic, and fails one request in twelve'),
      'high-error-ratio': 'towards its end the whole model fails more than one request in twenty',
      'promotion-worse': 'a deployment is new, and the model is worse than before',
      ...LEAK,
      'async-failures': 'async requests fail as well',
    },
  },
  'restart-loop': {
    must: ['restarts'],
    may: { ...latency(SLOW_ANSWERS), saturated: 'a replica that restarts serves nobody' },
  },
  'async-no-replicas': {
    must: ['async-unserved'],
    may: {
      'requests-unserved': 'what was in flight when the replicas went',
      'requests-stalled': 'nothing ends while nothing serves',
      ...latency(SLOW_ANSWERS),
    },
  },
  'codes-not-http': {
    must: ['high-error-ratio'],
    may: { ...availability('as many failures as of any code'), ...NEW_CODE, ...LEAK },
  },
  'export-gap': { must: ['export-late'], may: { 'export-gone': 'it lasts longer than a quarter of an hour' } },
  'export-frozen': { must: ['export-frozen'] },
  'async-backlog': { must: ['async-backlog'] },
  // Nobody needs to be woken, and no rule watches it: it is on the dashboards.
  'gpu-idle': { must: [] },
};

/** A bad release of a model that is promoted without phases has no stable side to be compared with. */
export const direct: Expected = { ...expectations['bad-canary'], must: ['promotion-worse'] };
