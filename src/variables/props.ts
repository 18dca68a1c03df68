import { type QueryEditorProps } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { type EditorSource } from '../source';
import { type BasetenOptions, type BasetenQuery } from '../types';
import { type VariableModel } from '../interpolate/variableQuery';

/** A variable's query as a dashboard holds it. */
export interface VariableQuery extends DataQuery, VariableModel {}

/** What Grafana hands to the editor of a variable. */
export type VariableEditorProps = QueryEditorProps<EditorSource, BasetenQuery, BasetenOptions, VariableQuery>;
