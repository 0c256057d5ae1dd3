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

function texts(words: Words): string[] {
  return Object.values(words).flatMap((value) => (typeof value === "string" ? [value] : texts(value)));
}

const sources = import.meta.glob<string>("../**/*.tsx", { eager: true, query: "?raw", import: "default" });

describe("punctuation", () => {
  it("of Chinese texts leaves no space after a colon, comma or semicolon", () => {
    const chinese = Object.entries(files).filter(([path]) => path.includes("zh-CN"));
    const spaced = chinese.flatMap(([, words]) => texts(words)).filter((text) => /[\p{Script=Han}}][:,;：，；] /u.test(text));
    expect(spaced).toEqual([]);
  });

  it("between a name and its value is the language's own, never written into a screen", () => {
    const written = Object.entries(sources).filter(([path, text]) => !path.includes(".test.") && /\)\}: \$?\{|\w\}: \$\{t\(|\w\}: \{t\(/u.test(text));
    expect(written.map(([path]) => path)).toEqual([]);
  });

  it("between the parts of a list is the language's own too", () => {
    const written = Object.entries(sources).filter(([path, text]) => !path.includes(".test.") && /\.join\("[,;] "\)/u.test(text));
    expect(written.map(([path]) => path)).toEqual([]);
  });
});

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
