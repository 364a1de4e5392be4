/*
What is not exact and what was not understood: nothing is dropped in silence.
*/
import './unread.css';
import { count, plural, share } from '../lib/quantity.js';
import { Figure } from './figure.jsx';

/** @import { Snapshot } from '../engine/types.js' */

/** @param {{ snapshot: Snapshot }} props */
export function Unread({ snapshot }) {
  const { lines, unparsed, approximations } = snapshot;
  const several = new Set(unparsed.map(({ source }) => source)).size > 1;
  return (
    <div class="unread" id="unread">
      {unparsed.length > 0 && (
        <Figure
          title="Lines that could not be read"
          summary={`${plural(lines.unparsed, 'line')}, ${share(lines.unparsed, lines.total)} of all; they are in no other panel. The first ${unparsed.length}:`}
        >
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <section class="unread-lines" tabIndex={0} aria-label="Lines that could not be read">
            <table>
              <thead>
                <tr>
                  <th scope="col">line</th>
                  <th scope="col">why</th>
                  <th scope="col">text</th>
                </tr>
              </thead>
              <tbody>
                {unparsed.map(({ source, line, byte, text, reason }) => (
                  <tr key={`${source} ${byte}`}>
                    <td title={`byte ${count(byte)} of ${source}`}>
                      {several && <span class="muted">{source}:</span>}
                      {line === null ? `byte ${count(byte)}` : count(line)}
                    </td>
                    <td>{reason}</td>
                    <td class="mono">{text}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </Figure>
      )}
      <Figure title="How the lines add up" kind="sum">
        <div class="sum-parts">
          <div>
            <dl>
              {
                /** @type {const} */ ([
                  ['records', lines.records],
                  ['continuation lines', lines.continuations],
                  ['blank', lines.blank],
                  ['unparsed', lines.unparsed],
                  ['lines in all', lines.total],
                ]).map(([name, number]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{count(number)}</dd>
                  </div>
                ))
              }
            </dl>
            {lines.untimed > 0 && (
              <p class="figure-summary">{plural(lines.untimed, 'record')} without a time: in no chart over time.</p>
            )}
          </div>
          <div>
            <h3>What is approximate</h3>
            {approximations.length === 0 ? (
              <p class="figure-summary">Nothing: every figure is exact.</p>
            ) : (
              <ul class="approximations">
                {approximations.map(({ what, text }) => (
                  <li key={what}>{text}</li>
                ))}
              </ul>
            )}
          </div>
        </div>
      </Figure>
    </div>
  );
}
