/** What the data source asks of the translator, and no more of it. */
export { catalog, exportedSeries, findEntry, takesLabel, translate } from '../translator';
