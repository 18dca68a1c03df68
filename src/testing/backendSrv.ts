/** Grafana's server for unit tests, which have none: a stand-in that answers as a test says. */
import { type BackendSrv, type BackendSrvRequest, type FetchResponse } from '@grafana/runtime';
import { of } from 'rxjs';

const unused = () => Promise.reject(new Error('not part of this stand-in'));

/** Answers nothing; a test puts its own `fetch` in place. */
export const emptyBackend: BackendSrv = {
  get: unused,
  delete: unused,
  post: unused,
  patch: unused,
  put: unused,
  request: unused,
  datasourceRequest: unused,
  fetch: () => of(),
  chunked: () => of(),
};

/** A good answer to a request. The body is what would come over the wire. */
export function answerTo(request: BackendSrvRequest, body: object): FetchResponse {
  return {
    data: JSON.parse(JSON.stringify(body)),
    status: 200,
    statusText: 'OK',
    ok: true,
    headers: new Headers(),
    redirected: false,
    type: 'basic',
    url: '',
    config: request,
  };
}
