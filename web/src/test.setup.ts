/** What the tests' browser lacks, and the Chinese words the formatters speak. */
import i18n from "i18next";
import { initReactI18next } from "react-i18next";
import common from "@/i18n/locales/zh-CN/common.json";

Object.defineProperty(globalThis, "matchMedia", {
  value: () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }),
});
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

await i18n.use(initReactI18next).init({ lng: "zh-CN", defaultNS: "common", resources: { "zh-CN": { common } } });
