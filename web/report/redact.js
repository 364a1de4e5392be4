/*
Masks what should not travel with a report: addresses, e-mails, secrets. Better too much than too little; what is masked is
seen to be masked, and addresses are numbered, so that one can still be told from another.
*/

/** @type {[RegExp, string][]} in this order: the more specific first. A mask that ends in # is numbered. */
const MASKS = [
  [/(?<![\w.%+-])[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, '<email #>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, '<ip #>'],
  // IPv6 in full, then with its gap of zeros; a time of day is neither.
  [/(?<![\w:])(?:[\da-f]{1,4}:){7}[\da-f]{1,4}(?![\w:])/gi, '<ip #>'],
  [/(?<![\w:])(?:[\da-f]{1,4}(?::[\da-f]{1,4}){0,6})?::[\da-f]{1,4}(?::[\da-f]{1,4}){0,6}(?![\w:])/gi, '<ip #>'],
  [
    /(?<=\b(?:api[_-]?key|token|secret|password|passwd|pwd|session|sid|auth)["']?\s?[=:]\s?["']?)[^\s"'&;,]+/gi,
    '<secret>',
  ],
  [/\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/gi, '<secret>'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<uuid>'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<secret>'],
  // Long runs of letters with digits among them: keys, hashes, session ids.
  [/\b(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{24,}\b/gi, '<token>'],
];

/** @returns {(text: string) => string} masks texts; the same address has the same number in all of them */
export function makeRedactor() {
  /** @type {Map<string, number>} */
  const numbers = new Map();
  const numbered = (/** @type {string} */ found, /** @type {string} */ mask) => {
    const key = `${mask} ${found}`;
    if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
    return mask.replace('#', String(numbers.get(key)));
  };
  return (text) =>
    MASKS.reduce((masked, [pattern, mask]) => masked.replace(pattern, (found) => numbered(found, mask)), text);
}
