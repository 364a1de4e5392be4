/*
When in the week records are written: a row a day, a column an hour.
*/
import './grid-card.css';
import { count, share } from '../lib/quantity.js';
import { Figure } from './figure.jsx';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** @param {{ week: number[][] }} props */
export function WeekCard({ week }) {
  const most = Math.max(1, ...week.flat());
  const all = week.flat().reduce((sum, one) => sum + one, 0);
  const busiest = week.flat().indexOf(most);
  const clock = (/** @type {number} */ hour) => `${String(hour).padStart(2, '0')}:00`;
  return (
    <Figure
      title="Week"
      note="hour by weekday, UTC"
      kind="week"
      summary={
        all > 0 && busiest >= 0 ? (
          <>
            Busiest:{' '}
            <strong>
              {DAYS[Math.floor(busiest / 24)]} {clock(busiest % 24)}
            </strong>{' '}
            with {share(most, all)} of the records
          </>
        ) : undefined
      }
      twin={() => ({
        columns: ['hour', ...DAYS],
        rows: HOURS.map((hour) => [clock(hour), ...DAYS.map((_, day) => count(week[day]?.[hour] ?? 0))]),
      })}
    >
      <table class="grid-table week-table" aria-label="Records by hour and weekday">
        <colgroup>
          <col class="week-day" />
        </colgroup>
        <thead>
          <tr>
            <td />
            {[0, 6, 12, 18].map((hour) => (
              <th key={hour} scope="colgroup" colSpan={6}>
                {clock(hour)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DAYS.map((name, day) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {HOURS.map((hour) => {
                const number = week[day]?.[hour] ?? 0;
                return (
                  <td
                    key={hour}
                    style={{ '--share': number === 0 ? 0 : 0.1 + 0.9 * (number / most) }}
                    title={`${name} ${clock(hour)}: ${count(number)}`}
                  >
                    <span>{number}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Figure>
  );
}
