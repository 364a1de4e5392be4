/*
Hands a made file to the browser's own saving.
*/

/** @param {string} name @param {string} type @param {string | Blob} content */
export function save(name, type, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // Browsers have taken hold of the address once the click is over; at once is too early for some.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
