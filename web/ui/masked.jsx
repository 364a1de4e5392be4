/*
The text of a template with its masks marked.
*/

/** What a mask looks like: a word in angle brackets. */
const MASK = /(<[A-Za-z*][\w.:*-]*>)/;

/** @param {{ text: string }} props */
export function Masked({ text }) {
  return (
    <>
      {text.split(MASK).map((part, index) =>
        index % 2 === 1 ? (
          <mark key={index} class="mask">
            {part}
          </mark>
        ) : (
          part
        ),
      )}
    </>
  );
}
