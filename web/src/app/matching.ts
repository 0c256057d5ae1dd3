/** Which commands fit what was typed: every typed word must occur, in any order. */

export function matching<Item extends { key: string; label: string; group: string }>(
  items: readonly Item[],
  typed: string,
): Item[] {
  const words = typed.toLowerCase().split(/\s+/u).filter(Boolean);
  return items.filter((item) => {
    if (item.key === "find") return true;
    const text = `${item.group} ${item.label} ${item.key}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
