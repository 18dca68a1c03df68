import { type DataSourceJsonData } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { type QueryModel } from './translator';

/** A query as Grafana holds it: the public query JSON and Grafana's own fields. */
export interface BasetenQuery extends Omit<DataQuery, 'queryType' | 'hide'>, QueryModel {
  /** Written when a query is sent that no panel waits for, and never saved: the backend has places of their own for such. */
  background?: boolean;
}

/** How often Baseten recommends to scrape, and so what is assumed where nobody said otherwise. */
export const DEFAULT_SCRAPE_INTERVAL = '60s';
export const DEFAULT_QUERY_TIMEOUT = '60s';
/** How many values a look-up brings at most; typing narrows them. */
export const DEFAULT_LOOKUP_LIMIT = 1000;

export type HttpMethod = 'POST' | 'GET';
export type Compression = 'gzip' | 'none';

/** Limits of the backend. A missing one means its default; files may hold their digits in quotes. */
export interface BasetenLimits {
  maxResponseMegabytes?: number | string;
  maxSeries?: number | string;
  maxQueryLength?: number | string;
  maxQueryNesting?: number | string;
  maxConcurrentQueries?: number | string;
}

/** Settings of a data source. A missing one means its default. */
export interface BasetenOptions extends DataSourceJsonData, BasetenLimits {
  /** Prometheus duration, {@link DEFAULT_SCRAPE_INTERVAL}. */
  scrapeInterval?: string | number;
  httpMethod?: HttpMethod;
  /** How answers of the server are to come; a server on the loopback interface is never asked to compress. */
  compression?: Compression;
  /** Prometheus duration, {@link DEFAULT_QUERY_TIMEOUT}. */
  queryTimeout?: string | number;
  /** `a=b&c=d`, added to every request. */
  customQueryParameters?: string;
  lookupLimit?: number | string;
  tlsAuth?: boolean;
  tlsAuthWithCACert?: boolean;
  tlsSkipVerify?: boolean;
  serverName?: string;
  oauthPassThru?: boolean;
  /** The document of src/objectives, as an object or as a text in YAML or JSON. The browser's alone: no query reads it. */
  objectives?: unknown;
}

/** Settings that the browser can write and never read. Custom header values are `httpHeaderValue1` and so on. */
export interface BasetenSecureOptions {
  basicAuthPassword?: string;
  bearerToken?: string;
  tlsCACert?: string;
  tlsClientCert?: string;
  tlsClientKey?: string;
}
