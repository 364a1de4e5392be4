/*
The sheet of the editor of own formats, whose code is fetched when somebody opens it.
*/
import { lazy } from './lazy.jsx';
import { Sheet } from './sheet.jsx';

const Editor = lazy(async () => (await import('./own-format.jsx')).OwnFormatEditor);

export function OwnFormatSheet() {
  return (
    <Sheet name="format" title="Your own format">
      <Editor />
    </Sheet>
  );
}
