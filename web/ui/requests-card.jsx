/*
Requests by method and status, the busier the darker.
*/
import './grid-card.css';
import * as controller from '../controller.js';
import { methodField, requestChip, statusField, valueChip } from '../filter.js';
import { compact, count } from '../lib/quantity.js';
import { Figure } from './figure.jsx';

/** @import { Requests, Snapshot } from '../engine/types.js' */

/** @param {{ snapshot: Snapshot, requests: Requests }} props */
export function RequestsCard({ snapshot, requests }) {
  const { methods, statuses, counts } = requests;
  const most = Math.max(1, ...counts.flat());
  const method = methodField(snapshot) ?? { name: 'http.request.method', alias: 'method' };
  const status = statusField(snapshot) ?? { name: 'http.response.status_code', alias: 'status' };
  return (
    <Figure title="Requests" note="method by status" kind="requests" wide={statuses.length > 6}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="grid-scroll" tabIndex={0} aria-label="Requests by method and status">
        <table class="grid-table">
          <thead>
            <tr>
              <td />
              {statuses.map((code) => (
                <th key={code} scope="col">
                  <button
                    type="button"
                    onClick={(event) =>
                      controller.pick(valueChip(status, String(code), event.altKey || event.shiftKey))
                    }
                  >
                    {code}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {methods.map((name, row) => (
              <tr key={name}>
                <th scope="row">
                  <button
                    type="button"
                    onClick={(event) => controller.pick(valueChip(method, name, event.altKey || event.shiftKey))}
                  >
                    {name}
                  </button>
                </th>
                {statuses.map((code, column) => {
                  const number = counts[row]?.[column] ?? 0;
                  return (
                    <td
                      key={code}
                      style={{ '--share': number === 0 ? 0 : 0.08 + 0.72 * (Math.log1p(number) / Math.log1p(most)) }}
                    >
                      {number > 0 && (
                        <button
                          type="button"
                          title={`${name} ${code}: ${count(number)}`}
                          onClick={(event) =>
                            controller.pick(requestChip(snapshot, name, code, event.altKey || event.shiftKey))
                          }
                        >
                          {compact(number)}
                        </button>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Figure>
  );
}
