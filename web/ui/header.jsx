/*
The top line: what is open, what it was read as, and the buttons that are always there.
*/
import './header.css';
import * as controller from '../controller.js';
import * as state from '../state.js';
import { nextTheme } from '../theme.js';

/** @returns {string} every format that was found, the first three by name */
function detected() {
  const sources = state.whole.value?.sources ?? [];
  const formats = [...new Set(sources.map(({ format }) => format).filter((format) => format !== ''))];
  const more = formats.length > 3 ? ` +${formats.length - 3}` : '';
  return formats.slice(0, 3).join(', ') + more;
}

export function Header() {
  const files = state.files.value;
  const name = files.length === 1 ? files[0]?.name : `${files[0]?.name} and ${files.length - 1} more`;
  const format = detected();
  const troubled = state.whole.value?.sources.some(({ error }) => error !== null);
  return (
    <div class="header">
      <button
        type="button"
        class="brand home"
        title="Back to the start; closes what is open"
        onClick={controller.backToStart}
      >
        <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
          <rect x="1" y="11" width="4" height="8" rx="1" fill="#56b4e9" />
          <rect x="8" y="6" width="4" height="13" rx="1" fill="#0072b2" />
          <rect x="15" y="9" width="4" height="10" rx="1" fill="#56b4e9" />
          <rect x="15" y="2" width="4" height="6" rx="1" fill="#d55e00" />
        </svg>
        <span class="brand-name">logatlas</span>
      </button>
      <button
        type="button"
        class="header-sources"
        title="What was opened and how it was read"
        onClick={() => controller.openDialog('sources')}
      >
        <span class="header-file">{name}</span>
        {format !== '' && <span class="header-format">{format}</span>}
        {troubled && <span class="header-trouble">not all could be read</span>}
        <span aria-hidden="true">▾</span>
      </button>
      <span class="spacer" />
      <button
        type="button"
        class="header-open"
        title="Open other files (o)"
        onClick={() => document.getElementById('file-input')?.click()}
      >
        Open
      </button>
      {(state.snapshot.value ?? state.table.value) !== null && (
        <button
          type="button"
          class="quiet"
          title="Save what is shown as a file (e)"
          onClick={() => controller.openDialog('export')}
        >
          Export
        </button>
      )}
      <button type="button" class="quiet" title="Colours: auto, light, dark (t)" onClick={nextTheme}>
        {{ auto: 'Auto', light: 'Light', dark: 'Dark' }[state.theme.value]}
      </button>
      <button
        type="button"
        class="quiet"
        title="Keys (?)"
        aria-label="Keys"
        onClick={() => controller.openDialog('help')}
      >
        ?
      </button>
    </div>
  );
}
