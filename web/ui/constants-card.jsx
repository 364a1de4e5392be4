/*
Fields that say the same in every record: a line each is enough.
*/
import { shortName } from '../filter.js';
import { Figure } from './figure.jsx';

/** @import { Snapshot } from '../engine/types.js' */

/** @param {{ snapshot: Snapshot, names: string[] }} props */
export function ConstantsCard({ snapshot, names }) {
  return (
    <Figure title="The same in every record">
      <dl class="constants">
        {names.map((name) => {
          const field = snapshot.fields.find((one) => one.name === name);
          return (
            field !== undefined && (
              <>
                <dt title={name}>{shortName(field)}</dt>
                <dd>{field.top[0]?.value}</dd>
              </>
            )
          );
        })}
      </dl>
    </Figure>
  );
}
