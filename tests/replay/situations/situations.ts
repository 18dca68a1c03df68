/**
 * What happens to those who are on call, one situation a row: what is exported, and which alerts fire from which minute
 * to which. The demo's simulator has none of them.
 */
import type { Deployment, World } from './world';

export interface Situation {
  title: string;
  world: World;
  minutes?: number;
  /** Scrapes that fail mark series as stale; a server that is down does not, and every query fails while it is. */
  serverDown?: boolean;
  /** It has a model that the objectives name; the rules for those are evaluated too. */
  promised?: boolean;
  /** Stretches of the watchdog; all of the time unless it is said. */
  watchdog?: string[];
  /** `rule model from–to`; no end where it lasts. */
  fires: string[];
}

const during =
  (from: number, to: number, inside: number | null, outside: number | null = 0) =>
  (minute: number) =>
    minute >= from && minute < to ? inside : outside;

const well = (model: string, more: Partial<Deployment> = {}): Deployment => ({ model, codes: { '200': 60 }, ...more });

const burning = (more: Partial<Deployment> = {}): Deployment =>
  well('checkout', { codes: { '200': during(90, 130, 30, 60), '500': during(90, 130, 30) }, ...more });

const other = well('search');

/**
 * What `burning` sets off, and what is left of it where it ends early. Both pairs of windows are one page, which waits for
 * six minutes and goes on for 25 after the slow pair's half an hour. Failures are no late responses: no other page.
 */
const burns = ['availability-burn checkout 97–183', 'high-error-ratio checkout 96–140'];
/**
 * A deployment that is deleted at 110 has its last sample at 109. Five minutes hold two samples until 112: the ticket's ratio is
 * seen last at 112, and an alert whose series is missing ends with the third evaluation of a ticket after that, at 118. The page goes on with the
 * slow pair, which has failures older than half an hour from 120 on, until half an hour holds less than two samples: missing from
 * 138 on, it ends at 142.
 */
const burnsUntilGone = ['availability-burn checkout 97–142', 'high-error-ratio checkout 96–118'];

/**
 * Tickets, and the pages of the latency objective, are evaluated in even minutes: what begins in an odd one is seen in the next, and
 * five minutes of a condition are six.
 */
export const situations: Situation[] = [
  { title: 'nothing', world: { deployments: [other, well('checkout')] }, fires: [] },
  { title: 'half of the requests fail for 40 minutes', world: { deployments: [burning(), other] }, fires: burns },
  {
    title: 'scrapes fail for five minutes while a page is open',
    world: { deployments: [burning(), other], scraped: (m) => m < 110 || m >= 115 },
    // A ticket: five minutes are over before a page would wake anybody.
    fires: ['availability-burn checkout 97–183', 'export-late 114–122', 'high-error-ratio checkout 96–140'],
  },
  {
    title: 'the server restarts for five minutes while a page is open',
    world: { deployments: [burning(), other], scraped: (m) => m < 110 || m >= 115 },
    serverDown: true,
    // Nobody evaluated from 110 to 114: what fired goes on, and the ticket about late samples never had its minute.
    fires: burns,
    watchdog: ['watchdog 1–110', 'watchdog 115–'],
  },
  {
    title: 'the server is away for twelve minutes',
    world: { deployments: [well('checkout', { concurrent: 4 }), other], scraped: (m) => m < 110 || m >= 122 },
    serverDown: true,
    // An error is an alert to this rule alone: ten minutes after the first one. The first answer, at 122, has a sample of that minute.
    fires: ['export-gone 120–127'],
    watchdog: ['watchdog 1–110', 'watchdog 122–'],
  },
  {
    title: 'the server is away for twenty minutes',
    world: { deployments: [well('checkout', { concurrent: 4 }), other], scraped: (m) => m < 110 || m >= 130 },
    serverDown: true,
    fires: ['export-gone 120–135'],
    watchdog: ['watchdog 1–110', 'watchdog 130–'],
  },
  {
    title: 'the server goes away while a page is pending',
    world: { deployments: [burning(), other], scraped: (m) => m < 93 || m >= 105 },
    serverDown: true,
    // Both were pending from 91 and 90 on, and their last state is kept: they fire when their time has passed, six
    // minutes later, though nobody asks. Counters go on meanwhile, so the minutes without samples count as failures too.
    fires: ['export-gone 103–110', 'availability-burn checkout 97–183', 'high-error-ratio checkout 96–140'],
    watchdog: ['watchdog 1–93', 'watchdog 105–'],
  },
  {
    title: 'half of the models vanish from the export',
    world: { deployments: [well('a'), well('b'), well('c', { during: [0, 100] }), well('d', { during: [0, 100] })] },
    fires: ['models-missing 104–138'],
  },
  {
    title: 'the family of active replicas vanishes',
    world: { deployments: ['a', 'b'].map((model) => well(model, { active: during(0, 100, 1, null), concurrent: 3 })) },
    fires: ['families-missing 108–166'],
  },
  {
    title: 'every model is in an environment that nobody watches',
    world: { deployments: [well('checkout', { environment: 'prod' })] },
    fires: ['nothing-watched 18–'],
  },
  {
    title: 'the bucket of the latency objective is gone',
    world: { deployments: [well('checkout'), other], bounds: ['1.0', '30.0', '+Inf'] },
    fires: ['bound-missing 18–'],
  },
  {
    title: 'a second deployment with little traffic always fails',
    world: {
      deployments: [
        well('checkout', { codes: { '200': 600 } }),
        well('checkout', { id: 'checkout-2', codes: { '500': during(60, 240, 3) }, concurrent: 0 }),
      ],
    },
    fires: ['deployment-fails checkout 70–'],
  },
  {
    title: 'half of the codes are unknown for an hour, a twentieth all the time elsewhere',
    world: {
      deployments: [
        well('checkout', { codes: { '200': during(90, 150, 30, 60), unknown: during(90, 150, 30) } }),
        well('search', { codes: { '200': 57, unknown: 3 } }),
      ],
    },
    // A window of 15 minutes has 14 steps of 60 requests. The sixth step of 30 unknown ones, at 95, makes 180 of 840, more
    // than a fifth; 96 sees it, and ten minutes later it fires. At 158 five such steps are left, and it keeps firing for six minutes.
    fires: ['unknown-codes checkout 106–164'],
  },
  {
    title: 'failures that the first sample of their counter has',
    world: {
      deployments: [well('checkout', { codes: { '200': 60, '502': (m) => (m < 100 ? null : m === 100 ? 2000 : 0) } })],
    },
    fires: ['newborn-failures checkout 100–116'],
  },
  {
    title: 'every counter starts anew in a rollout',
    world: { deployments: [well('checkout', { resets: [100, 103] }), other] },
    fires: [],
  },
  {
    title: 'a model sleeps for two hours and takes four minutes to wake up',
    world: {
      deployments: [
        well('nightly', {
          codes: { '200': (m) => (m < 60 || m >= 184 ? 10 : 0) },
          active: (m) => (m < 60 || m >= 184 ? 1 : null),
          starting: during(180, 184, 1, null),
          concurrent: (m) => (m < 60 || m >= 180 ? 2 : 0),
        }),
        other,
      ],
    },
    fires: [],
  },
  {
    title: 'five models wake up at once and take nine minutes each',
    world: {
      deployments: ['a', 'b', 'c', 'd', 'e'].map((model) =>
        well(model, {
          codes: { '200': (m) => (m >= 129 ? 60 : 0) },
          active: (m) => (m >= 129 ? 1 : null),
          starting: during(120, 129, 1, 0),
          concurrent: (m) => (m >= 120 ? 6 : 0),
        })
      ),
    },
    fires: [],
  },
  {
    title: 'the only request of each hour fails',
    world: {
      deployments: [well('rare', { codes: { '200': 0, '500': (m) => (m % 60 === 30 ? 1 : 0) }, concurrent: 0 }), other],
    },
    minutes: 420,
    fires: [],
  },
  {
    title: 'every response is a 429',
    world: {
      deployments: [well('checkout', { codes: { '200': during(90, 120, 0, 60), '429': during(90, 120, 60) } }), other],
    },
    fires: ['availability-burn checkout 96–173', 'high-error-ratio checkout 96–130'],
  },
  {
    title: 'replicas hang, and every client gives up after a minute',
    world: {
      deployments: [
        well('checkout', {
          codes: { '200': during(90, 130, 0, 60), '499': during(90, 130, 60) },
          slow: during(90, 130, 1),
          concurrent: during(90, 130, 60, 2),
        }),
        other,
      ],
    },
    // The page for hanging replicas: clients waited for longer than the objective.
    fires: ['clients-give-up checkout 100–144', 'saturated checkout 106–142'],
  },
  {
    title: 'some clients give up',
    world: { deployments: [well('checkout', { codes: { '200': 60, '499': during(90, 130, 60) } }), other] },
    fires: [],
  },
  {
    title: 'another environment fails',
    world: { deployments: [burning({ environment: 'eu-production' }), other] },
    fires: [],
  },
  {
    title: 'a canary fails and production is well',
    world: {
      deployments: [
        well('checkout', { phase: 'stable', codes: { '200': 600 } }),
        well('checkout', {
          id: 'checkout-2',
          phase: 'promoting',
          codes: { '200': 40, '500': 4 },
          during: [90, 150],
        }),
        other,
      ],
    },
    // Over half an hour now, so that a small canary counts too.
    fires: ['canary-worse checkout 98–184'],
  },
  {
    title: 'a first deployment is promoted, and only another model has a stable one',
    world: {
      deployments: [
        well('fresh', { phase: 'promoting', codes: { '200': 20, '500': 1.2 }, during: [90, 150] }),
        well('search', { phase: 'stable' }),
      ],
    },
    fires: ['availability-burn fresh 104–182', 'high-error-ratio fresh 104–158'],
  },
  {
    title: 'one model takes the place of another',
    world: {
      deployments: [
        well('before', { during: [0, 96] }),
        well('after', { codes: { '200': 40, '500': 1.6 }, during: [95, 240] }),
      ],
    },
    fires: ['availability-burn after 107–'],
  },
  {
    title: 'a deployment is deleted while it burns',
    world: { deployments: [burning({ during: [0, 110] }), other] },
    fires: burnsUntilGone,
  },
  {
    title: 'a model is renamed while it burns',
    world: {
      deployments: [
        burning({ during: [0, 110] }),
        { ...burning({ during: [110, 240] }), model: 'checkout v2', id: 'checkout-1' },
        other,
      ],
    },
    fires: [
      'availability-burn checkout 97–142',
      'availability-burn checkout v2 117–183',
      'high-error-ratio checkout 96–118',
      'high-error-ratio checkout v2 118–140',
    ],
  },
  {
    title: 'traffic ends while it burns',
    world: {
      deployments: [
        well('checkout', {
          codes: { '200': (m) => (m < 90 ? 60 : m < 110 ? 30 : 0), '500': during(90, 110, 30) },
          concurrent: (m) => (m < 110 ? 2 : 0),
        }),
        other,
      ],
    },
    fires: ['availability-burn checkout 97–163', 'high-error-ratio checkout 96–118'],
  },
  {
    title: 'requests wait for half a minute, seen by one scrape',
    world: {
      deployments: [
        well('checkout', { active: during(100, 101, 0, 1), concurrent: during(100, 101, 80, 1) }),
        well('batch', { queue: during(100, 101, 500) }),
      ],
    },
    fires: [],
  },
  {
    title: 'replicas come and go each minute',
    world: {
      deployments: [
        well('checkout', { active: (m) => m % 2, starting: (m) => (m + 1) % 2, concurrent: 4 }),
        well('gone', { active: (m) => (m % 2 === 0 ? null : 1), concurrent: 4 }),
      ],
    },
    fires: [],
  },
  {
    title: 'responses become slower over three hours',
    world: { deployments: [well('checkout', { slow: (m) => Math.max(0, Math.min(1, (m - 120) / 360)) }), other] },
    minutes: 480,
    fires: ['latency-burn checkout 208–'],
  },
  {
    title: 'first bytes come after eight seconds for an hour, and the responses are in time',
    world: {
      deployments: [well('Llama 3.1 70B Instruct', { lateFirstBytes: during(90, 150, 1) }), other],
      bounds: ['1.0', '5.0', '10.0', '20.0', '+Inf'],
    },
    promised: true,
    // An hour has 59 steps. The ninth of late ones, at 98, makes more than 14.4 in a hundred, and six minutes later it fires. The
    // slow pair goes on until half an hour has one late step of 29, at 177; 178 sees it, and it keeps firing for 25 minutes.
    fires: ['first-byte-burn Llama 3.1 70B Instruct 104–204'],
  },
  {
    title: 'an export without concurrency, starting replicas, queue and restarts',
    world: {
      deployments: [burning(), other],
      without: ['baseten_concurrent_requests', 'baseten_replicas_starting'],
    },
    fires: burns,
  },
  {
    title: 'async spelled True and False: a few slow synchronous requests beside many async ones',
    world: {
      deployments: [
        well('mixed', {
          codes: { '200': (m) => (m % 40 === 0 ? 1 : 0) },
          asyncCodes: { '200': 60 },
          slow: 1,
          concurrent: 0,
        }),
        other,
      ],
      spelling: { yes: 'True', no: 'False' },
    },
    fires: [],
  },
  {
    // To the rules the workspaces in one server are one: see docs/alerting.md.
    title: 'one of two workspaces is frozen',
    world: {
      deployments: [
        well('ours', { concurrent: 3 }),
        well('theirs', {
          concurrent: 3,
          codes: { '200': during(100, 130, 0, 60) },
          cores: during(100, 130, 0, 0.5),
        }),
      ],
    },
    fires: ['requests-stalled theirs 114–135'],
  },
  {
    // The reason for `longRequests` in the objectives.
    title: 'a call of twenty minutes is the only one',
    world: {
      deployments: [
        well('calls', { codes: { '1000': (m) => (m === 120 ? 1 : 0) }, concurrent: during(100, 120, 1) }),
        other,
      ],
    },
    fires: ['requests-stalled calls 115–125'],
  },
  {
    title: 'a replica is starting over and over and never gets ready',
    world: {
      deployments: [
        well('broken', { codes: {}, active: 0, starting: (m) => (m > 60 && m % 6 !== 0 ? 1 : 0), concurrent: 0 }),
        other,
      ],
    },
    fires: [],
  },
  {
    title: 'everything fails for four minutes',
    world: {
      deployments: [well('checkout', { codes: { '200': during(90, 94, 0, 60), '500': during(90, 94, 60) } }), other],
    },
    fires: ['availability-burn checkout 96–147', 'high-error-ratio checkout 96–104'],
  },
  {
    title: 'async requests fail among much synchronous traffic',
    world: {
      deployments: [
        well('checkout', {
          codes: { '200': 600 },
          asyncCodes: { '200': during(90, 240, 0, 3), '500': during(90, 240, 3) },
        }),
      ],
    },
    // Twelve have failed at 93, of 177 in the hour, which 94 sees; six minutes later it fires. Of all requests one in 200 fails: no page.
    fires: ['async-failures checkout 100–'],
  },
  {
    title: 'one request in three hundred fails all the time',
    minutes: 2400,
    world: { deployments: [well('checkout', { codes: { '200': 598, '500': 2 } }), other] },
    // Asked once an hour. From 2161 on there was half of today's traffic before today; 2220 is the first look after that, and the
    // next one fires.
    fires: ['availability-leak checkout 2280–'],
  },
];
