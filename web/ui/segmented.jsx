/*
A few choices side by side, one of which is on.
*/

/**
 * @template {string} T
 * @param {{ label: string, options: [T, string][], value: T, onChange: (value: T) => void }} props
 */
export function Segmented({ label, options, value, onChange }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a frame and a legend
    <div class="segmented" role="group" aria-label={label}>
      {options.map(([option, title]) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => onChange(option)}>
          {title}
        </button>
      ))}
    </div>
  );
}
