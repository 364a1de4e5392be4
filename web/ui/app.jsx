/*
Everything but the landing page. Fetched when it is needed, mounted once.
*/
import './app.css';
import { render } from 'preact';
import * as state from '../state.js';
import { ExportSheet } from './export-sheet.jsx';
import { FilterBar } from './filter-bar.jsx';
import { Header } from './header.jsx';
import { HelpSheet } from './help-sheet.jsx';
import { lazy } from './lazy.jsx';
import { LinesPanel } from './lines-panel.jsx';
import { Messages } from './messages.jsx';
import { Notices } from './notices.jsx';
import { Overview } from './overview.jsx';
import { OwnFormatSheet } from './own-format-sheet.jsx';
import { ScanBar } from './scan-bar.jsx';
import { SourcesSheet } from './sources-sheet.jsx';
import { Status } from './status.jsx';
import { Tabs } from './tabs.jsx';
import { TemplatesPanel } from './templates-panel.jsx';
import { TimelinePanel } from './timeline-panel.jsx';
import { Totals } from './totals.jsx';

/** The map and its gestures are a third of the code, and not everybody looks at it. */
const MapPanel = lazy(async () => (await import('./map-panel.jsx')).MapPanel);

const TablePage = lazy(async () => (await import('./table-page.jsx')).TablePage);

const PANELS = { overview: Overview, templates: TemplatesPanel, map: MapPanel, lines: LinesPanel };

function App() {
  const open = state.phase.value !== 'landing';
  return (
    <>
      {open && <Loaded />}
      <Messages />
      <HelpSheet />
      <SourcesSheet />
      <OwnFormatSheet />
      <ExportSheet />
    </>
  );
}

function Loaded() {
  const { section } = state.view.value;
  const Panel = PANELS[section];
  const snapshot = state.snapshot.value;
  // Without a line there is nothing to count or to choose from: the sentences say it all.
  const nothing = state.phase.value === 'loaded' && state.whole.value?.lines.total === 0;
  return (
    <div class="app">
      <header class={`app-top${state.pending.value ? ' pending' : ''}`}>
        <Header />
        <ScanBar />
        {state.table.value === null && <FilterBar />}
      </header>
      <main class="app-main" aria-busy={state.pending.value || state.typing.value}>
        <h1 class="visually-hidden">What is in {state.files.value.map(({ name }) => name).join(', ')}</h1>
        {state.table.value !== null ? (
          <TablePage />
        ) : snapshot === null ? (
          <Waiting />
        ) : (
          <>
            <Notices snapshot={snapshot} />
            {!nothing && (
              <>
                <Totals snapshot={snapshot} />
                <TimelinePanel snapshot={snapshot} />
                <Tabs />
              </>
            )}
            <div id="panel" role="tabpanel" aria-labelledby={`tab-${section}`} class={`panel-${section}`}>
              <Panel snapshot={snapshot} />
            </div>
          </>
        )}
      </main>
    </div>
  );
}

/** What stands there before the first snapshot. */
function Waiting() {
  const failed = state.phase.value === 'loaded';
  return (
    <p class="waiting" role="status">
      {failed ? 'There is nothing to show: nothing could be read.' : 'Reading the first lines…'}
    </p>
  );
}

let mounted = false;

/** Puts the app into the page, once. */
export function mountApp() {
  if (mounted) return;
  mounted = true;
  render(<App />, /** @type {HTMLElement} */ (document.getElementById('app')));
  render(<Status />, /** @type {HTMLElement} */ (document.getElementById('status')));
}
