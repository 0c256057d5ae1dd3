/** How many chips fit into a cell, without measuring the screen. */

const EDGE = 20;
const MORE = 30;
const WIDE = /[\u2e80-\uffef]/u;

/** Roughly the pixels of a 12 px label: Chinese characters are square, Latin ones about half. */
function labelWidth(label: string): number {
  let width = EDGE;
  for (const letter of label) width += WIDE.test(letter) ? 12 : 6.8;
  return width;
}

/** The number of `labels`, from the first, that fit into `room` px; the rest becomes "+n". */
export function fitting(labels: readonly string[], room: number): number {
  let used = 0;
  for (const [index, label] of labels.entries()) {
    used += labelWidth(label);
    const isLast = index === labels.length - 1;
    if (used + (isLast ? 0 : MORE) > room) return index;
  }
  return labels.length;
}
