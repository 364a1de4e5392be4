/*
The sheet of keys, and the filter language in a few lines.
*/
import './sheet.css';
import { SHORTCUTS } from './keys.js';
import { Sheet } from './sheet.jsx';

const LANGUAGE = [
  ['timeout', 'lines with this word, in any case'],
  ['"connection refused"', 'lines with these words together'],
  ['status >= 500', 'fields and numbers'],
  ['path : /api/*', 'a field and a pattern; * stands for anything, \\* for a star, in quotation marks too'],
  ['level : (warn or error)', 'one of several'],
  ['referer : *', 'records that have the field'],
  [
    'template.4f2a90c1d00be3a7.2 : anna',
    'what stands behind the second variable of a template; its details fill this in',
  ],
  ['/time(d )?out/', 'lines that match a regular expression'],
  ['not client : 10.0.0.7 and bytes > 1000000', 'combined; parentheses group'],
];

export function HelpSheet() {
  return (
    <Sheet name="help" title="Keys and filters">
      <div class="help">
        <section>
          <h3>Keys</h3>
          <dl>
            {SHORTCUTS.map(({ keys, what }) => (
              <div key={what}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h3>Filters</h3>
          <dl class="help-language">
            {LANGUAGE.map(([example, meaning]) => (
              <div key={example}>
                <dt class="mono">{example}</dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
          <p class="muted">
            Clicking a bar, a value (of a template’s variable, too) or a template adds a filter; with Alt or Shift it is
            kept out instead. Dragging over the timeline or a histogram takes a range.
          </p>
        </section>
      </div>
    </Sheet>
  );
}
