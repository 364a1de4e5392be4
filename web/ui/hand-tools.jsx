/*
What can be made of one row by hand: a name, parts of a template, a group taken apart.
*/
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import * as controller from '../controller.js';
import { call, part, splitBy, wordsAt } from '../hand.js';
import { plural } from '../lib/quantity.js';
import * as state from '../state.js';
import { useDraft } from './draft.js';

/** @import { Signatures, Variable } from '../engine/types.js' */
/** @import { Row } from '../hand.js' */

/** @param {{ row: Row, variables: Variable[] }} props `variables` of the one template that it is, as far as they are known */
export function HandTools({ row, variables }) {
  const hand = state.hand.value;
  const group = hand.groups.some(({ key }) => key === row.key);
  const [whole] = row.ids;
  return (
    <section class="hand-tools" aria-label="By hand">
      <Name row={row} />
      {group && (
        <button type="button" onClick={() => controller.arrange(part(hand, row.key))}>
          Take apart again
        </button>
      )}
      {!group && row.part !== '' && (
        <button type="button" onClick={() => controller.arrange(splitBy(hand, row.part, null))}>
          Make the template whole again
        </button>
      )}
      {!group && row.part === '' && whole !== undefined && (
        <>
          <Split id={whole} text={row.texts[0] ?? ''} />
          <SplitByValue id={whole} variables={variables} />
        </>
      )}
      {whole !== undefined && typeof hand.splits[whole] === 'object' && (
        <p class="muted">
          It is split by the values of a variable once the log is read, where there are at most 32 of them.{' '}
          <button type="button" onClick={() => controller.arrange(splitBy(hand, whole, null))}>
            Leave it whole
          </button>
        </p>
      )}
      <p class="muted">
        Names, merged and split templates are kept in this browser, by the texts of templates, which hold no values. A
        part with a value in it that you name or merge is kept with it.
      </p>
    </section>
  );
}

/** @param {{ row: Row }} props */
function Name({ row }) {
  const { shown, onInput, settle } = useDraft(row.name);
  return (
    <input
      type="text"
      placeholder="Name it"
      aria-label="Name of this template"
      maxLength={80}
      value={shown}
      onInput={onInput}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
      }}
      onChange={(event) => {
        settle();
        controller.arrange(call(state.hand.peek(), row.key, event.currentTarget.value));
      }}
    />
  );
}

/** @param {{ id: string, text: string }} props */
function Split({ id, text }) {
  const found = useSignal(/** @type {Signatures | null} */ (null));
  const session = state.session.value;
  useEffect(() => {
    const job = new AbortController();
    session?.signatures({ template: id, signal: job.signal }).then(
      (signatures) => {
        if (!job.signal.aborted) found.value = signatures;
      },
      // The log was closed meanwhile.
      () => {},
    );
    return () => job.abort();
  }, [session, id]);
  // Where words had to be left out, signatures stand for more than can be told apart.
  const rough = state.whole.value?.approximations.some(({ what }) => what === 'templates');
  if (found.value === null || rough || found.value.signatures.length < 2) return null;
  const { signatures } = found.value;
  const words = signatures.map((signature) => wordsAt(text, signature.text));
  const places = (words[0] ?? []).map((_, at) => new Set(words.map((of) => of[at] ?? '')).size);
  const put = (/** @type {import('../hand.js').Split} */ by) => controller.arrange(splitBy(state.hand.peek(), id, by));
  return (
    <>
      <button type="button" onClick={() => put('signatures')}>
        Split into {plural(signatures.length, 'variant')}
      </button>
      {places.map(
        (number, at) =>
          number > 1 &&
          places.length > 1 && (
            <button key={at} type="button" onClick={() => put(at)}>
              Split by the {ordinal(at)} &lt;*&gt; ({plural(number, 'word')})
            </button>
          ),
      )}
    </>
  );
}

/** @param {{ id: string, variables: Variable[] }} props */
function SplitByValue({ id, variables }) {
  // Words are told from each other by the signatures.
  const few = variables.map(({ class: of, shares }) => (of === '*' ? 0 : (shares?.length ?? 0)));
  return variables.map(
    ({ name }, variable) =>
      (few[variable] ?? 0) > 1 && (
        <button
          key={name}
          type="button"
          onClick={() => controller.arrange(splitBy(state.hand.peek(), id, { variable }))}
        >
          Split by {name} ({plural(few[variable] ?? 0, 'value')})
        </button>
      ),
  );
}

/** @param {number} at from 0 */
const ordinal = (at) => ['first', 'second', 'third'][at] ?? `${at + 1}th`;
