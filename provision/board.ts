/** What the dashboards have in common: variables that chain, links that keep time and variables, annotations. */
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Filter } from '../src/translator';
import { shipped } from './objectives';
import { by, DATASOURCE, PLUGIN_ID, target } from './panels';

/** Variables of a dashboard; the ones to the right are narrowed by those to the left. */
export type Scope = 'fleet' | 'model';

const ALL = { selected: true, text: 'All', value: '$__all' };
const chosen = (names: string[]) => ({ selected: true, text: names, value: names });

function dataSource(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('ds').label('Data source').type(PLUGIN_ID);
}

function values(
  name: string,
  label: string,
  of: string,
  filters: Filter[],
  { single = false, current = ALL }: { single?: boolean; current?: ReturnType<typeof chosen> | typeof ALL } = {}
): QueryVariableBuilder {
  const variable = new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ refId: `variable-${name}`, label: of, filters })
    .definition(`values of ${of}`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc);
  return single ? variable.multi(false).includeAll(false) : variable.multi(true).includeAll(true).current(current);
}

function variables(scope: Scope, watched: boolean) {
  const environment = by('environment', 'environment');
  const model = by('model_name', 'model');
  const shared = [
    dataSource(),
    values('environment', 'Environment', 'environment', [], watched ? { current: chosen(shipped.environments) } : {}),
    values('model', 'Model', 'model_name', [environment], { single: scope === 'model' }),
  ];
  const deployment = values('deployment', 'Deployment', 'deployment_id', [environment, model]);
  return scope === 'model' ? [...shared, deployment] : shared;
}

/** The ready annotations; each is switched off by one click. Those about the export as a whole have no filters. */
function annotations(filters: Filter[]) {
  const rows = [
    { name: 'Rollouts', kind: 'rollouts', color: 'purple', enable: true },
    { name: 'Scaling', kind: 'scaling', color: 'blue', enable: false },
    { name: 'Restarts', kind: 'restarts', color: 'orange', enable: true },
    { name: 'Gaps', kind: 'gaps', color: '#8E8E99', enable: true, whole: true },
    { name: 'Frozen', kind: 'frozen', color: '#5B8FA8', enable: true, whole: true },
  ];
  return rows.map(({ name, kind, color, enable, whole }) =>
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(DATASOURCE)
      .enable(enable)
      .iconColor(color)
      .target({
        build: () => ({
          ...target('Anno', whole === true ? {} : { filters }).build(),
          kind,
          _implementsDataqueryVariant: () => undefined,
        }),
      })
  );
}

/**
 * A link above the panels, where it always stood: the SDK puts links into the menu of controls, in which Grafana 12.3 shows no list
 * of dashboards. The menu is there while another link is in it, and holds the annotations too.
 */
function inSight(link: Builder<DashboardLink>): Builder<DashboardLink> {
  return {
    build: () => {
      const built = link.build();
      delete built.placement;
      return built;
    },
  };
}

export interface BoardText {
  uid: string;
  title: string;
  /** The question that it answers. */
  description: string;
  /** Variables beside those of the scope. */
  variables?: Array<Builder<VariableModel>>;
  /** Starts in the environments that rules watch: what is promised is promised there. */
  watched?: true;
}

/** An empty dashboard with everything but its panels. Its times are in the zone that each person has set. */
export function board(text: BoardText, scope: Scope, from = 'now-6h'): DashboardBuilder {
  const filters = [by('environment', 'environment'), by('model_name', 'model')];
  return new DashboardBuilder(text.title)
    .uid(text.uid)
    .description(text.description)
    .tags(['baseten'])
    .time({ from, to: 'now' })
    .refresh('1m')
    .timezone('')
    .tooltip(DashboardCursorSync.Crosshair)
    .editable()
    .variables([...variables(scope, text.watched === true), ...(text.variables ?? [])])
    .annotations(annotations(filters))
    .links([
      inSight(
        new DashboardLinkBuilder('Baseten dashboards')
          .type(DashboardLinkType.Dashboards)
          .tags(['baseten'])
          .asDropdown(true)
          .includeVars(true)
          .keepTime(true)
      ),
      new DashboardLinkBuilder('Baseten logs')
        .type(DashboardLinkType.Link)
        .url('https://app.baseten.co')
        .targetBlank(true),
      new DashboardLinkBuilder('Baseten status')
        .type(DashboardLinkType.Link)
        .url('https://status.baseten.co')
        .targetBlank(true),
    ]);
}
