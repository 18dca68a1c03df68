/**
 * What the values of `status_code` mean. One label holds the codes of three protocols, which their lengths tell apart:
 * gRPC has one or two digits, HTTP three, WebSocket four.
 * Sources: Baseten's docs on the request lifecycle and on troubleshooting; RFC 9110; RFC 6455, section 7.4, and IANA's
 * registry of WebSocket close codes; gRPC's status codes, and which of them OpenTelemetry calls a server's error.
 */

export type Protocol = 'HTTP' | 'gRPC' | 'WebSocket';

/** How a request ended: well, badly by the client's or the server's fault, without its client, which left, or unknown. */
export type CodeKind = 'success' | 'client' | 'server' | 'left' | 'unknown';

export interface CodeRow {
  /** As people write it: a code (`502`), a class (`5xx`), a range (`1016–2999`) or words. */
  code: string;
  /** Unset where the code is of no protocol. */
  protocol?: Protocol;
  kind: CodeKind;
  /** What the protocol calls it. */
  name: string;
  /** One sentence: what it means on Baseten and, where something is to be done, what. */
  meaning: string;
}

const http = (code: string, kind: CodeKind, name: string, meaning: string): CodeRow => ({
  code,
  protocol: 'HTTP',
  kind,
  name,
  meaning,
});
const grpc = (code: string, kind: CodeKind, name: string, meaning: string): CodeRow => ({
  code,
  protocol: 'gRPC',
  kind,
  name,
  meaning,
});
const webSocket = (code: string, kind: CodeKind, name: string, meaning: string): CodeRow => ({
  code,
  protocol: 'WebSocket',
  kind,
  name,
  meaning,
});

/** Text, a number of no protocol, or no code at all. */
const OTHER: CodeRow = {
  code: 'other',
  kind: 'unknown',
  name: 'Unknown',
  meaning:
    'No code of HTTP, gRPC or WebSocket: nobody can say whether the request went well, so find out what wrote it before you trust a ratio.',
};

/** A `0` of a model that doesn't speak gRPC. */
const ZERO_OVER_HTTP: CodeRow = {
  code: '0 over HTTP',
  protocol: 'HTTP',
  kind: 'unknown',
  name: 'No code',
  meaning:
    "No HTTP code: where a model doesn't speak gRPC, it mostly means that the connection ended before there was an answer.",
};

const single: CodeRow[] = [
  http('200', 'success', 'OK', 'Served; a stream that breaks later still counts as this.'),
  http('202', 'success', 'Accepted', 'The async request was accepted; what becomes of it is told to its webhook.'),
  http('400', 'client', 'Bad Request', 'The request is malformed: the client has to send another one.'),
  http('401', 'client', 'Unauthorized', 'The API key is missing or wrong: look at what the client sends.'),
  http('402', 'client', 'Payment Required', "Billing stands in the way: the account's owner has to look."),
  http('403', 'client', 'Forbidden', 'The API key may not call this model: give it access, or use another one.'),
  http('404', 'client', 'Not Found', "The model or deployment is gone: correct the client's address."),
  http(
    '413',
    'client',
    'Content Too Large',
    'The body is too large (100 MB, 256 KiB for async): send less, or a link to it.'
  ),
  http(
    '429',
    'server',
    'Too Many Requests',
    'No capacity when it arrived (async), load shedding, or a rate limit: allow more replicas or a higher concurrency target.'
  ),
  http(
    '499',
    'left',
    'Client Closed Request',
    'The client left before the answer: compare its timeout with the response times, and see whether replicas hang.'
  ),
  http(
    '500',
    'server',
    'Internal Server Error',
    "The model's code failed, or no replica came until the timeout: read the model's logs, and see whether replicas were missing."
  ),
  http(
    '502',
    'server',
    'Bad Gateway',
    'The container crashed or was killed: look at restarts, memory and the last lines of its log.'
  ),
  http(
    '503',
    'server',
    'Service Unavailable',
    'The router found no endpoint, in a rollout or after a replica died: it mostly passes; else look at the replicas.'
  ),
  http(
    '504',
    'server',
    'Gateway Timeout',
    'It took longer than the predict timeout: make the model faster, or call it async.'
  ),
  http(
    '529',
    'server',
    'Overloaded',
    'Rejected, since every replica was full: allow more replicas or a higher concurrency target.'
  ),
  grpc('0', 'success', 'OK', 'The call was served.'),
  grpc(
    '1',
    'left',
    'CANCELLED',
    'The client cancelled the call: compare its deadline with the response times, and see whether replicas hang.'
  ),
  grpc('2', 'server', 'UNKNOWN', "The model's code raised an error without a status: read its logs."),
  grpc('3', 'client', 'INVALID_ARGUMENT', 'The request is malformed: the client has to send another one.'),
  grpc(
    '4',
    'server',
    'DEADLINE_EXCEEDED',
    "No answer came within the call's deadline: see whether responses are slow or replicas hang, or allow more time."
  ),
  grpc('5', 'client', 'NOT_FOUND', 'What the client asks for is not there: correct what it sends.'),
  grpc('6', 'client', 'ALREADY_EXISTS', 'What the client wants to create is there already.'),
  grpc('7', 'client', 'PERMISSION_DENIED', 'The caller may not do this: give it access, or use another key.'),
  grpc(
    '8',
    'server',
    'RESOURCE_EXHAUSTED',
    'No capacity, or a limit was reached: allow more replicas or a higher concurrency target.'
  ),
  grpc(
    '9',
    'client',
    'FAILED_PRECONDITION',
    'The call does not fit the present state: the client must not repeat it as it is.'
  ),
  grpc('10', 'client', 'ABORTED', 'The call collided with another one: the client has to begin anew.'),
  grpc('11', 'client', 'OUT_OF_RANGE', 'The client went past the valid range: correct what it sends.'),
  grpc(
    '12',
    'server',
    'UNIMPLEMENTED',
    "The model doesn't have this method: compare its service with what clients call."
  ),
  grpc('13', 'server', 'INTERNAL', "Something inside the server broke: read the model's logs."),
  grpc(
    '14',
    'server',
    'UNAVAILABLE',
    'No replica could be reached, or it went away during the call: look at the replicas and their restarts.'
  ),
  grpc('15', 'server', 'DATA_LOSS', "Data was lost or damaged: read the model's logs."),
  grpc('16', 'client', 'UNAUTHENTICATED', 'The API key is missing or wrong: look at what the client sends.'),
  webSocket('1000', 'success', 'Normal Closure', 'The connection did what it was opened for and was closed.'),
  webSocket(
    '1001',
    'success',
    'Going Away',
    'One side went away, such as a page that was left or a replica in a rollout.'
  ),
  webSocket(
    '1002',
    'client',
    'Protocol Error',
    "One side broke the protocol, mostly the client: look at its library's version."
  ),
  webSocket('1003', 'client', 'Unsupported Data', "The client sent a type of data that the model doesn't take."),
  webSocket('1005', 'success', 'No Status Received', 'The connection was closed properly, without a code.'),
  webSocket(
    '1006',
    'server',
    'Abnormal Closure',
    'The connection broke without being closed: look at restarts and logs of the replicas, and at timeouts in between.'
  ),
  webSocket(
    '1007',
    'client',
    'Invalid Payload',
    'The client sent data that is not what it says, such as text that is not UTF-8.'
  ),
  webSocket('1008', 'client', 'Policy Violation', "The client's message breaks a rule, mostly a missing or wrong key."),
  webSocket('1009', 'client', 'Message Too Big', "The client's message is too large: send it in parts."),
  webSocket('1010', 'client', 'Mandatory Extension', "The client needs an extension that the server doesn't have."),
  webSocket('1011', 'server', 'Internal Error', "The model's code failed during the connection: read its logs."),
  webSocket(
    '1012',
    'server',
    'Service Restart',
    'The server cut the connection in order to restart: look at rollouts and restarts.'
  ),
  webSocket(
    '1013',
    'server',
    'Try Again Later',
    'The server is overloaded: allow more replicas or a higher concurrency target.'
  ),
  webSocket(
    '1014',
    'server',
    'Bad Gateway',
    'The gateway got no valid answer from the replica: look at restarts and logs.'
  ),
  webSocket(
    '1015',
    'server',
    'TLS Handshake',
    'The TLS handshake failed: look at the certificate and at what stands in between.'
  ),
];

/** What holds for the codes of a class that have no row of their own. */
const classes: CodeRow[] = [
  http('1xx', 'success', 'Informational', 'An interim answer, such as the switch to WebSocket.'),
  http('2xx', 'success', 'Success', 'Served.'),
  http('3xx', 'success', 'Redirection', 'The answer stands at another address, where the client has to follow.'),
  http('4xx', 'client', 'Client Error', 'The client has to send another request.'),
  http('5xx', 'server', 'Server Error', "The server failed: read the model's logs and look at the replicas."),
];

const ranges: Array<{ from: number; to: number; row: CodeRow }> = [
  [1004, 1004, '1004', 'Reserved', 'The protocol gives it no meaning yet: find out what sends it.'] as const,
  [1016, 2999, '1016–2999', 'Unassigned', 'The protocol gives it no meaning yet: find out what sends it.'] as const,
  [
    3000,
    3999,
    '3000–3999',
    'Of a library',
    "A code of a library's own, which may be good or bad: name the bad ones in the query or the objective.",
  ] as const,
  [
    4000,
    4999,
    '4000–4999',
    'Private',
    "A code of the application's own, which may be good or bad: name the bad ones in the query or the objective.",
  ] as const,
].map(([from, to, code, name, meaning]) => ({ from, to, row: webSocket(code, 'unknown', name, meaning) }));

/** Every row, protocol by protocol, what has no protocol last. */
export const codeRows: readonly CodeRow[] = [
  ...single.filter(({ protocol }) => protocol === 'HTTP'),
  ...classes,
  ...single.filter(({ protocol }) => protocol === 'gRPC'),
  ...single.filter(({ protocol }) => protocol === 'WebSocket'),
  ...ranges.map(({ row }) => row),
  ZERO_OVER_HTTP,
  OTHER,
];

const byCode = new Map(single.map((row) => [row.code, row]));

/**
 * The row of a value of `status_code`. A class such as `5xx` counts as its class. Without a protocol `0` is gRPC's: only
 * what a model answers beside it can tell (see `unknown_code_share`).
 */
export function codeRow(code: string, protocol?: Protocol): CodeRow {
  if (code === '0' && protocol === 'HTTP') {
    return ZERO_OVER_HTTP;
  }
  const own = byCode.get(code);
  if (own !== undefined) {
    return own;
  }
  if (/^[1-5]([0-9][0-9]|xx|XX)$/.test(code)) {
    return classes[Number(code.charAt(0)) - 1] ?? OTHER;
  }
  const number = /^[0-9]{4}$/.test(code) ? Number(code) : -1;
  return ranges.find(({ from, to }) => from <= number && number <= to)?.row ?? OTHER;
}
