/*
Lines under a pattern: what belongs to which field, where a line stopped following it, and the same of the pattern itself.
*/

/** @import { Trial } from '../engine/types.js' */

/** Fields share colours from the seventh on; their names tell them apart. */
const HUES = 6;

/** The pattern, its fields in their colours, what is wrong with it marked. @param {{ pattern: string, trial: Trial }} props */
export function PatternEcho({ pattern, trial }) {
  const first = trial.rows.find(({ stopped }) => stopped !== null)?.stopped ?? null;
  const marked = trial.place ?? first;
  /** @type {{ from: number, to: number, kind: string, title: string }[]} */
  const places = trial.fields.map(([name, { start, end }], at) => ({
    from: start,
    to: end,
    kind: `hue-${at % HUES}`,
    title: name,
  }));
  if (marked !== null) {
    const kept = places.filter(({ from, to }) => to <= marked.start || from >= marked.end);
    const title = trial.fault === null ? 'The first line that does not fit stopped here' : 'This is what is wrong';
    places.splice(0, places.length, ...kept, { from: marked.start, to: marked.end, kind: 'stopped', title });
  }
  places.sort((a, b) => a.from - b.from);
  let at = 0;
  const parts = [];
  for (const { from, to, kind, title } of places) {
    if (from < at) continue;
    parts.push(pattern.slice(at, from));
    parts.push(
      <mark key={from} class={kind} title={title}>
        {pattern.slice(from, to) || '⏎'}
      </mark>,
    );
    at = to;
  }
  parts.push(pattern.slice(at));
  return (
    <pre class="pattern-echo" aria-hidden="true">
      {parts}
    </pre>
  );
}

/** @param {{ trial: Trial }} props */
export function TriedLines({ trial: { rows, fields } }) {
  return (
    <ol class="preview tried" aria-label="The first lines under this pattern">
      {rows.map(({ parts, read }, row) => (
        <li key={row} data-outcome={read.outcome}>
          <code>
            {parts.map(({ text, field, rest }, at) => {
              if (rest)
                return (
                  <span key={at} class="tried-rest">
                    {text}
                  </span>
                );
              if (field === null) return text;
              return (
                <mark key={at} class={`hue-${field % HUES}`} title={fields[field]?.[0]}>
                  {text}
                </mark>
              );
            })}
          </code>
          <p>
            {read.outcome === 'unparsed' && <span class="preview-reason">{read.reason}</span>}
            {read.outcome === 'continuation' && <b>goes on with the record before</b>}
            {read.time !== null && <Found name="@timestamp" value={read.time} fields={fields} />}
            {read.level !== null && <Found name="level" value={read.level} fields={fields} />}
            {read.fields.map(([name, value]) => (
              <Found key={name} name={name} value={value} fields={fields} />
            ))}
            {read.message !== null && read.message !== '' && (
              <Found name="message" value={read.message} fields={fields} />
            )}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** @param {{ name: string, value: string, fields: Trial['fields'] }} props */
function Found({ name, value, fields }) {
  const field = fields.findIndex(([known]) => known === name);
  return (
    <span class="found">
      <i class={field < 0 ? '' : `hue-${field % HUES}`}>{name}</i> {value}
    </span>
  );
}
