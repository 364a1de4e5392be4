/*
The first panel while a filter is on: what the records that pass have in common, and the others have not.
*/

import { contrastChip } from '../filter.js';
import { share } from '../lib/quantity.js';
import * as state from '../state.js';
import { Contrasts, useContrasts } from './contrasts.jsx';
import { Figure } from './figure.jsx';

/** Enough to see what is odd, few enough to read. */
const MOST = 9;

export function ContrastsCard() {
  const found = useContrasts(state.applied.value, MOST).value;
  if (found === null || found.length === 0) return null;
  return (
    <Figure
      title="What sets these records apart"
      kind="contrasts-card"
      twin={() => ({
        columns: ['condition', 'here', 'elsewhere'],
        rows: found.map((one) => [contrastChip(one).label, share(one.share, 1), share(one.elsewhere, 1)]),
      })}
    >
      <Contrasts contrasts={found} />
    </Figure>
  );
}
