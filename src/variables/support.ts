/** How Grafana asks for the values of a query variable. */
import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { from, map, type Observable } from 'rxjs';
import { type DataSource } from '../datasource';
import { type BasetenOptions, type BasetenQuery } from '../types';
import { VariableEditor } from './LazyVariableEditor';
import { type VariableModel } from './query';

/** A variable's query as a dashboard holds it. */
export interface VariableQuery extends DataQuery, VariableModel {}

export class VariableSupport extends CustomVariableSupport<DataSource, VariableQuery, BasetenQuery, BasetenOptions> {
  readonly editor = VariableEditor;

  constructor(private readonly datasource: DataSource) {
    super();
    // Grafana calls it without its object.
    this.query = this.query.bind(this);
  }

  override query(request: DataQueryRequest<VariableQuery>): Observable<DataQueryResponse> {
    const { range, scopedVars, targets } = request;
    return from(this.datasource.metricFindQuery(targets[0], { range, scopedVars })).pipe(map((data) => ({ data })));
  }
}
