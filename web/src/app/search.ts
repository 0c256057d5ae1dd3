/** The URL's search part as plain text values: `?stage=to_ship&flag=late&flag=held`, readable and safe for long numbers. */

export type SearchText = Record<string, string | string[]>;

export function parseSearch(text: string): SearchText {
  const search: SearchText = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = search[name];
    if (before === undefined) search[name] = value;
    else search[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return search;
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === "") continue;
    for (const item of Array.isArray(value) ? value : [value]) params.append(name, String(item));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

export function one(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" && first !== "" ? first : undefined;
}

export function many(value: unknown): string[] | undefined {
  const list = (Array.isArray(value) ? value : [value]).filter(
    (item): item is string => typeof item === "string" && item !== "",
  );
  return list.length > 0 ? list : undefined;
}

/** The value when it is one of `words`, else nothing: a hand-edited URL never breaks a screen. */
export function wordOf<Word extends string>(words: readonly Word[], value: unknown): Word | undefined {
  const text = one(value);
  return words.find((word) => word === text);
}

/** The value when it is a day of the calendar, `2026-01-05`. */
export function dayOf(value: unknown): string | undefined {
  const text = one(value);
  const start = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== text ? undefined : text;
}
