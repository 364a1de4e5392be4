/*
One record as a whole: its text, and where that is JSON its fields, each of which can become a filter.
*/
import './record-view.css';
import * as controller from '../controller.js';
import { minuteChip, valueChip } from '../filter.js';
import { count } from '../lib/quantity.js';
import { Icon } from './icon.jsx';

/** @import { Field, Line } from '../engine/types.js' */

/**
 * @param {string} text
 * @returns {[string, string][]} the leaves of a JSON object by dotted names; none if it is no such thing
 */
function leaves(text) {
  const start = text.indexOf('{');
  if (start < 0) return [];
  try {
    const value = JSON.parse(text.slice(start));
    /** @type {[string, string][]} */
    const found = [];
    const walk = (/** @type {unknown} */ node, /** @type {string} */ name) => {
      if (node !== null && typeof node === 'object' && !Array.isArray(node)) {
        for (const [key, child] of Object.entries(node)) walk(child, name === '' ? key : `${name}.${key}`);
      } else found.push([name, typeof node === 'string' ? node : JSON.stringify(node)]);
    };
    walk(value, '');
    return found;
  } catch {
    return [];
  }
}

/** @param {{ line: Line, fields: Field[], onClose: () => void }} props */
export function RecordView({ line, fields, onClose }) {
  const found = leaves(line.text);
  const { time } = line;
  return (
    <aside class="record" aria-label="Record">
      <header>
        <h2>Line {count(line.line)}</h2>
        <span class="figure-note">{line.source}</span>
        <span class="spacer" />
        <button
          type="button"
          class="icon-button"
          aria-label="Copy the record"
          title="Copy"
          onClick={() =>
            navigator.clipboard.writeText(line.text).then(
              () => controller.tell('The record was copied.'),
              () => controller.tell('The browser did not allow copying.', 'error'),
            )
          }
        >
          <Icon name="copy" />
        </button>
        <button type="button" class="icon-button" aria-label="Close the record" title="Close (Esc)" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {time !== null && (
        <p class="record-time">
          {time}
          <button type="button" class="link" onClick={() => controller.addChips(minuteChip(time))}>
            the minute around it
          </button>
        </p>
      )}
      {found.length > 0 && (
        <dl class="record-fields">
          {found.map(([name, value]) => {
            const known = fields.find((field) => field.name === name || field.alias === name);
            return (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  {known === undefined ? (
                    value
                  ) : (
                    <button
                      type="button"
                      title="Filter by this value"
                      onClick={() => controller.pick(valueChip(known, value))}
                    >
                      {value}
                    </button>
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre class="record-text" tabIndex={0}>
        {line.text}
        {line.cut && <em>{'\n'}… the record is longer than what is shown</em>}
      </pre>
    </aside>
  );
}
