/*
The four views, as tabs with the digit that opens each.
*/
import './tabs.css';
import * as controller from '../controller.js';
import { count } from '../lib/quantity.js';
import * as state from '../state.js';
import { SECTIONS } from '../url.js';

const TITLES = { overview: 'Overview', templates: 'Templates', map: 'Map', lines: 'Lines' };

export function Tabs() {
  const { section } = state.view.value;
  const snapshot = state.snapshot.value;
  const counts = { overview: null, templates: snapshot?.templates_distinct, map: null, lines: snapshot?.lines.records };

  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const index = (SECTIONS.indexOf(section) + step + SECTIONS.length) % SECTIONS.length;
    controller.showSection(index);
    document.getElementById(`tab-${SECTIONS[index]}`)?.focus();
  };

  return (
    <div class="tabs" role="tablist" aria-label="Views" onKeyDown={onKeyDown}>
      {SECTIONS.map((name, index) => {
        const number = counts[name];
        return (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={name === section}
            aria-controls="panel"
            tabIndex={name === section ? 0 : -1}
            title={`${TITLES[name]} (${index + 1})`}
            onClick={() => controller.show({ section: name })}
          >
            {TITLES[name]}
            {number != null && <span class="tab-count">{count(number)}</span>}
          </button>
        );
      })}
    </div>
  );
}
