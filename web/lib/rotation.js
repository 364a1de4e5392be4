/*
Files that a log was rotated into, from the oldest to the one that is still written to: `access.log.2.gz`, `access.log.1`, `access.log`.
Only names are looked at; what the files hold has times of its own.
*/

/** What a rotated file is packed in does not tell which one it is. */
const PACKED = /\.(gz|zst|bz2|xz|zip|z)$/i;
/** A date, with an hour and more at times, as logrotate's dateext and log4j write it. */
const DATED = /[._-](\d{4}-?\d{2}-?\d{2}(?:[-_.T]?\d{2,10})*)(?=$|\.)/;
/** A count that grows with age. */
const COUNTED = /\.(\d{1,4})(?=$|\.)/;

/**
 * @param {string} name
 * @returns {{ base: string, dated: string, age: number }} what all files of one log have in common; its date, '' for none; how many
 *   rotations ago it was written to
 */
function rotationOf(name) {
  const bare = name.replace(PACKED, '');
  const dated = DATED.exec(bare);
  if (dated !== null)
    return { base: bare.replace(dated[0], ''), dated: (dated[1] ?? '').replaceAll(/\D/g, ''), age: 0 };
  const counted = COUNTED.exec(bare);
  if (counted !== null) return { base: bare.replace(counted[0], ''), dated: '', age: Number(counted[1]) };
  return { base: bare, dated: '', age: 0 };
}

/**
 * Brings the files of each log next to each other, the oldest first. Logs, and files that are alike, keep their order.
 *
 * @template T
 * @param {T[]} files
 * @param {(file: T) => string} nameOf
 * @returns {T[]}
 */
export function oldestFirst(files, nameOf) {
  /** @type {Map<string, number>} */
  const places = new Map();
  const known = files.map((file, index) => {
    const rotation = rotationOf(nameOf(file));
    if (!places.has(rotation.base)) places.set(rotation.base, index);
    return { file, place: places.get(rotation.base) ?? index, ...rotation };
  });
  // What has no date is still written to, or was rotated by count: it comes after what has one.
  const dates = (/** @type {string} */ a, /** @type {string} */ b) =>
    a === b ? 0 : a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1;
  known.sort((a, b) => a.place - b.place || dates(a.dated, b.dated) || b.age - a.age);
  return known.map(({ file }) => file);
}
