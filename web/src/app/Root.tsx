/** Language, appearance and data around every screen. */
import { ConfigProvider, App as Messages } from "antd";
import type { Locale } from "antd/es/locale";
import { type ReactNode, useEffect, useLayoutEffect, useState } from "react";
import { useDark, usePreferences, useStill } from "@/app/preferences";
import { antTheme } from "@/app/theme";
import { type Language, changeLanguage } from "@/i18n";

const LOCALES: Record<Language, () => Promise<Locale>> = {
  "zh-CN": () => import("@/i18n/antd.zh-CN").then((file) => file.default),
  en: () => import("@/i18n/antd.en").then((file) => file.default),
};

export function Root({ children }: { children: ReactNode }) {
  const { language } = usePreferences();
  const isDark = useDark();
  const isStill = useStill();
  const [locale, setLocale] = useState<Locale>();

  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
  }, [isDark]);

  useEffect(() => {
    let isCurrent = true;
    void changeLanguage(language);
    void LOCALES[language]().then((next) => isCurrent && setLocale(next));
    return () => {
      isCurrent = false;
    };
  }, [language]);

  return (
    <ConfigProvider theme={antTheme(isDark, isStill)} button={{ autoInsertSpace: false }} {...(locale && { locale })}>
      <Messages
        style={{ height: "100%" }}
        message={{ maxCount: 3 }}
        notification={{ placement: "bottomLeft", maxCount: 3 }}
      >
        {children}
      </Messages>
    </ConfigProvider>
  );
}
