import { firstValueFrom, from, throwError, type Observable } from 'rxjs';
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';

/**
 * Stands in for Grafana's backendSrv: sends requests to the gateway and answers in Grafana's shapes. It has no queue,
 * no retries, no login and shows no pop-ups. A request with a `requestId` cancels the one before it, as in Grafana.
 */
export class DemoBackendSrv implements BackendSrv {
  private running = new Map<string, AbortController>();

  fetch<T>(options: BackendSrvRequest): Observable<FetchResponse<T>> {
    return from(this.send<T>(options));
  }

  chunked(): Observable<FetchResponse<Uint8Array | undefined>> {
    return throwError(() => new Error('The demo does not stream answers in parts.'));
  }

  async request<T = unknown>(options: BackendSrvRequest): Promise<T> {
    return (await this.datasourceRequest<T>(options)).data;
  }

  datasourceRequest<T = unknown>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
    return firstValueFrom(this.fetch<T>(options));
  }

  get<T>(url: string, params?: BackendSrvRequest['params'], requestId?: string): Promise<T> {
    return this.request<T>({ url, params, requestId, method: 'GET' });
  }

  delete<T>(url: string, data?: unknown): Promise<T> {
    return this.request<T>({ url, data, method: 'DELETE' });
  }

  post<T>(url: string, data?: unknown): Promise<T> {
    return this.request<T>({ url, data, method: 'POST' });
  }

  patch<T>(url: string, data?: unknown): Promise<T> {
    return this.request<T>({ url, data, method: 'PATCH' });
  }

  put<T>(url: string, data?: unknown): Promise<T> {
    return this.request<T>({ url, data, method: 'PUT' });
  }

  private async send<T>(options: BackendSrvRequest): Promise<FetchResponse<T>> {
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
      if (!response.ok) {
        const error: FetchError = { status: response.status, statusText: response.statusText, data, config: options };
        throw error;
      }
      return {
        data,
        status: response.status,
        statusText: response.statusText,
        ok: response.ok,
        headers: response.headers,
        redirected: response.redirected,
        type: response.type,
        url: response.url,
        config: options,
      };
    } catch (error) {
      if (controller.signal.aborted) {
        const cancelled: FetchError = { status: 0, data: {}, cancelled: true, config: options };
        throw cancelled;
      }
      if (error instanceof TypeError) {
        const unreachable: FetchError = {
          status: 0,
          statusText: 'The demo server does not answer. Is "npm start" still running?',
          data: { message: 'The demo server does not answer. Is "npm start" still running?' },
          config: options,
        };
        throw unreachable;
      }
      throw error;
    } finally {
      if (options.requestId && this.running.get(options.requestId) === controller) {
        this.running.delete(options.requestId);
      }
    }
  }
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
