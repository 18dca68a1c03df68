import { from, lastValueFrom, map, mergeMap, of, throwError, type Observable } from 'rxjs';
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';

/**
 * Stands in for Grafana's backendSrv: sends requests to the gateway and answers in Grafana's shapes. It has no queue,
 * no retries, no login and shows no pop-ups. A request with a `requestId` cancels the one before it, as in Grafana.
 */
export class DemoBackendSrv implements BackendSrv {
  private running = new Map<string, AbortController>();

  fetch<T>(options: BackendSrvRequest): Observable<FetchResponse<T>> {
    return from(this.send<T>(options)).pipe(
      mergeMap((answer) => (answer.failed ? throwError(() => answer.error) : of(answer.response)))
    );
  }

  chunked(): Observable<FetchResponse<Uint8Array | undefined>> {
    return throwError(() => new Error('The demo does not stream answers in parts.'));
  }

  datasourceRequest<T = unknown>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
    return lastValueFrom(this.fetch<T>(options));
  }

  request<T = unknown>(options: BackendSrvRequest): Promise<T> {
    return lastValueFrom(this.fetch<T>(options).pipe(map((response) => response.data)));
  }

  get<T>(url: string, params?: BackendSrvRequest['params'], requestId?: string): Promise<T> {
    return this.ask<T>({ url, params, requestId, method: 'GET' });
  }

  delete<T>(url: string, data?: unknown): Promise<T> {
    return this.ask<T>({ url, data, method: 'DELETE' });
  }

  post<T>(url: string, data?: unknown): Promise<T> {
    return this.ask<T>({ url, data, method: 'POST' });
  }

  patch<T>(url: string, data?: unknown): Promise<T> {
    return this.ask<T>({ url, data, method: 'PATCH' });
  }

  put<T>(url: string, data?: unknown): Promise<T> {
    return this.ask<T>({ url, data, method: 'PUT' });
  }

  private ask<T>(options: BackendSrvRequest): Promise<T> {
    return lastValueFrom(this.fetch<T>(options).pipe(map((response) => response.data)));
  }

  private async send<T>(options: BackendSrvRequest): Promise<Answer<T>> {
    const controller = new AbortController();
    options.abortSignal?.addEventListener('abort', () => controller.abort());
    if (options.requestId) {
      this.running.get(options.requestId)?.abort();
      this.running.set(options.requestId, controller);
    }
    try {
      const response = await fetch(withParams(options.url, options.params), {
        method: options.method ?? 'GET',
        headers: { 'Content-Type': 'application/json', ...options.headers },
        body: options.data === undefined ? undefined : JSON.stringify(options.data),
        signal: controller.signal,
      });
      const data = await readBody(response, options.responseType);
      const { status, statusText, ok, headers, redirected, type, url } = response;
      return ok
        ? {
            failed: false,
            response: { data, status, statusText, ok, headers, redirected, type, url, config: options },
          }
        : failure(options, { status, statusText, data });
    } catch (error) {
      if (controller.signal.aborted) {
        return failure(options, { status: 0, data: {}, cancelled: true });
      }
      const message =
        error instanceof TypeError ? 'The demo server does not answer. Is "npm start" still running?' : String(error);
      return failure(options, { status: 0, statusText: message, data: { message } });
    } finally {
      if (options.requestId && this.running.get(options.requestId) === controller) {
        this.running.delete(options.requestId);
      }
    }
  }
}

type Answer<T> = { failed: false; response: FetchResponse<T> } | { failed: true; error: FetchError };

function failure(config: BackendSrvRequest, error: Omit<FetchError, 'config'>): { failed: true; error: FetchError } {
  return { failed: true, error: { ...error, config } };
}

function withParams(path: string, params: BackendSrvRequest['params']): string {
  const url = new URL(path, window.location.origin);
  for (const [name, value] of Object.entries(params ?? {})) {
    for (const single of Array.isArray(value) ? value : [value]) {
      if (single !== undefined && single !== null) {
        url.searchParams.append(name, String(single));
      }
    }
  }
  return url.toString();
}

async function readBody(response: Response, type: BackendSrvRequest['responseType']) {
  switch (type) {
    case 'text':
      return response.text();
    case 'blob':
      return response.blob();
    case 'arraybuffer':
      return response.arrayBuffer();
  }
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}
