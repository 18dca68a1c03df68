/**
 * What a table shows in place of an answer. Grafana shows a panel's own words for "no value" where a query failed too, so that
 * a table of problems would say "none" while the server is down; only a corner of the panel tells.
 *
 * Tables alone: a number in place of an answer is changed by the panel's overrides and transformations, which count it, or
 * make 0 of it.
 */
import {
  type DataFrame,
  type DataQueryError,
  DataQueryErrorType,
  type DataQueryResponse,
  type Field,
  FieldType,
  isDataFrame,
} from '@grafana/data';

function isEmpty(frame: unknown): boolean {
  return isDataFrame(frame) && frame.fields.length === 0;
}

function row({ message }: DataQueryError): Field {
  return { name: 'Error', type: FieldType.string, values: [message ?? 'no answer'], config: {} };
}

/**
 * The answer with the error as a row, for a table all of whose queries gave nothing and one of which failed. Any other answer as
 * it is.
 * @param panelPluginId the kind of panel, as Grafana's request has it
 */
export function unanswered(response: DataQueryResponse, panelPluginId: string | undefined): DataQueryResponse {
  // oxlint-disable-next-line typescript/no-deprecated -- Grafana still fills it where a request fails as a whole.
  const error = response.errors?.[0] ?? response.error;
  const data: unknown[] = response.data;
  if (panelPluginId !== 'table' || !error || error.type === DataQueryErrorType.Cancelled || !data.every(isEmpty)) {
    return response;
  }
  const frame: DataFrame = { refId: error.refId, fields: [row(error)], length: 1 };
  return { ...response, data: [...data, frame] };
}
