/** How Grafana asks for the values of a query variable. */
import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  type MetricFindValue,
} from '@grafana/data';
import { from, map, type Observable } from 'rxjs';
import { type EditorSource } from '../source';
import { type BasetenOptions, type BasetenQuery } from '../types';
import { VariableEditor } from './LazyVariableEditor';
import { type VariableQuery } from './props';

/** Finds the values of a variable; the data source does. */
interface ValueSource {
  metricFindQuery(query: unknown, options: Pick<DataQueryRequest, 'range' | 'scopedVars'>): Promise<MetricFindValue[]>;
}

export class VariableSupport extends CustomVariableSupport<EditorSource, VariableQuery, BasetenQuery, BasetenOptions> {
  readonly editor = VariableEditor;

  constructor(private readonly datasource: ValueSource) {
    super();
    // Grafana calls it without its object.
    this.query = this.query.bind(this);
  }

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const { range, scopedVars, targets } = request;
    return from(this.datasource.metricFindQuery(targets[0], { range, scopedVars })).pipe(map((data) => ({ data })));
  }
}
