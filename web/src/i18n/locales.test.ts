import { describe, expect, it } from "vitest";

type Words = { [key: string]: string | Words };
const files = import.meta.glob<Words>("./locales/*/*.json", { eager: true, import: "default" });

function keys(words: Words, path = ""): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [path + key.replace(/_(one|other)$/u, "")] : keys(value, `${path}${key}.`),
  );
}

function blanks(words: Words, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    const name = path + key.replace(/_(one|other)$/u, "");
    if (typeof value === "string") found.set(name, [...value.matchAll(/\{\{(\w+)\}\}/gu)].map((hit) => hit[1]).toSorted().join());
    else for (const [inner, names] of blanks(value, `${path}${key}.`)) found.set(inner, names);
  }
  return found;
}

const areas = Object.keys(files).filter((path) => path.includes("zh-CN")).map((path) => path.split("/").at(-1) ?? "");

describe.each(areas)("%s", (area) => {
  const chinese = files[`./locales/zh-CN/${area}`] ?? {};
  const english = files[`./locales/en/${area}`] ?? {};

  it("says everything in both languages", () => {
    expect([...new Set(keys(english))].toSorted()).toEqual([...new Set(keys(chinese))].toSorted());
  });

  it("fills the same blanks in both languages", () => {
    expect(Object.fromEntries(blanks(english))).toEqual(Object.fromEntries(blanks(chinese)));
  });

  it("has both English plural forms wherever it has one", () => {
    const raw = JSON.stringify(english);
    const singular = [...raw.matchAll(/"(\w+)_one"/gu)].map((hit) => hit[1]);
    for (const name of singular) expect(raw).toContain(`"${name}_other"`);
  });
});
