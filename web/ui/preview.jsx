/*
The first lines of a file and what was found in each.
*/

/** @import { PreviewRow } from '../engine/types.js' */

const OUTCOMES = {
  record: 'record',
  continuation: 'goes on with the record before',
  blank: 'blank',
  unparsed: 'not understood',
};

/** @param {{ rows: PreviewRow[], name: string }} props */
export function Preview({ rows, name }) {
  return (
    <section aria-label={`The first lines of ${name}`}>
      <h3>How its first lines were read</h3>
      <ol class="preview">
        {rows.map(({ text, outcome, reason, time, level, message, fields }, index) => (
          <li key={index} data-outcome={outcome}>
            <code>{text === '' ? ' ' : text}</code>
            <p>
              <b>{OUTCOMES[outcome]}</b>
              {reason !== null && <span class="preview-reason">{reason}</span>}
              {time !== null && <Found name="@timestamp" value={time} />}
              {level !== null && <Found name="level" value={level} />}
              {fields.map(([field, value]) => (
                <Found key={field} name={field} value={value} />
              ))}
              {message !== null && message !== '' && <Found name="message" value={message} />}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** @param {{ name: string, value: string }} props */
function Found({ name, value }) {
  return (
    <span class="found">
      <i>{name}</i> {value}
    </span>
  );
}
