import { test } from './pages/demo';
import { expectRoom } from './pages/room';

test('in the narrow pane of a split view nothing reaches out of the editor, is cut off or leaves a gap', async ({
  demo,
}) => {
  await expectRoom(demo, { options: 'Options', copyAsRule: 'Copy as alert rule', firesAbove: 'Fires above' });
});
