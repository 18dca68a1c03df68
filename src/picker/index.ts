/** The one way to Grafana's comboboxes: the lint rule lets nothing else import them. */
export { MultiPicker } from './MultiPicker';
export { Picker } from './Picker';
export { useSteady } from './useSteady';
