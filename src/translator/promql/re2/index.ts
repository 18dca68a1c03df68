export { checkPattern } from './check';
