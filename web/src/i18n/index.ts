/** Languages: Chinese first, English complete; one file per area and language, loaded when needed. */
import i18n, { type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";

const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const files = import.meta.glob<{ default: ResourceKey }>("./locales/*/*.json");

const backend = {
  type: "backend" as const,
  read(name: string, area: string, done: (error: unknown, data: ResourceKey | null) => void) {
    const load = files[`./locales/${name}/${area}.json`];
    if (!load) {
      done(new Error(`no locale ${name}/${area}`), null);
      return;
    }
    load().then(
      (file) => done(null, file.default),
      (error: unknown) => done(error, null),
    );
  },
};

export async function startLanguage(chosen: Language): Promise<void> {
  await i18n
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: chosen,
      fallbackLng: "zh-CN",
      supportedLngs: LANGUAGES,
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  document.documentElement.lang = chosen;
}

export async function changeLanguage(chosen: Language): Promise<void> {
  await i18n.changeLanguage(chosen);
  document.documentElement.lang = chosen;
}

export function language(): Language {
  return i18n.language === "en" ? "en" : "zh-CN";
}

export default i18n;
