/*
The frame of every panel: title, one sentence, buttons, and the same figures as a table for those who cannot see the picture or
want the numbers.
*/
import './figure.css';
import { useSignal } from '@preact/signals';
import { Icon } from './icon.jsx';

/** @typedef {{ columns: string[], rows: (string | number)[][] }} Twin text first, numbers right-aligned */

/**
 * @param {object} props
 * @param {string} props.title
 * @param {string} [props.note] what is muted beside the title, such as the full name of a field
 * @param {import('preact').ComponentChildren} [props.summary] the finding in one sentence
 * @param {import('preact').ComponentChildren} [props.tools] buttons beside the title
 * @param {() => Twin} [props.twin] made when it is asked for
 * @param {boolean} [props.wide]
 * @param {string} [props.kind] a class for the panel's own sheet
 * @param {import('preact').ComponentChildren} props.children
 */
export function Figure({ title, note, summary, tools, twin, wide = false, kind = '', children }) {
  const asTable = useSignal(false);
  return (
    <figure class={`figure ${kind}${wide ? ' wide' : ''}`} aria-label={title}>
      <figcaption>
        <h2>{title}</h2>
        {note !== undefined && <span class="figure-note">{note}</span>}
        <span class="spacer" />
        {tools}
        {twin !== undefined && (
          <button
            type="button"
            class="icon-button"
            aria-pressed={asTable.value}
            aria-label={`Show ${title} as table`}
            title={asTable.value ? 'Show as chart' : 'Show as table'}
            onClick={() => {
              asTable.value = !asTable.value;
            }}
          >
            <Icon name={asTable.value ? 'chart' : 'table'} />
          </button>
        )}
      </figcaption>
      {summary !== undefined && <p class="figure-summary">{summary}</p>}
      {asTable.value && twin !== undefined ? <Table title={title} {...twin()} /> : children}
    </figure>
  );
}

/** @param {Twin & { title: string }} props */
function Table({ title, columns, rows }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section class="twin" tabIndex={0} aria-label={`${title}, table`}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={columns[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
