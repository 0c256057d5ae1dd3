/** The account button: appearance, language, keys, password, sign out. */
import { App, type MenuProps } from "antd";
import { useNavigate } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery, signOut, useSession } from "@/api/session";
import { type Appearance, prefer, usePreferences } from "@/app/preferences";
import styles from "@/app/Rail.module.css";
import type { Language } from "@/i18n";
import { DropMenu } from "@/ui/DropMenu";
import { explain } from "@/ui/explain";

const PasswordDialog = lazy(() => import("@/app/PasswordDialog"));

const APPEARANCES: readonly Appearance[] = ["system", "light", "dark"];

export function AccountMenu({ onKeys }: { onKeys(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const session = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { appearance, language } = usePreferences();
  const [isChanging, setChanging] = useState(false);
  if (!session) return null;

  const leave = async () => {
    try {
      await signOut();
    } catch (problem) {
      void message.error(explain(problem));
      return;
    }
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, null);
    await navigate({ to: "/sign-in", search: {} });
  };

  const items: MenuProps["items"] = [
    { key: "who", disabled: true, label: `${session.user.display_name} · ${session.user.username}` },
    { type: "divider" },
    {
      type: "group",
      label: t("theme.label"),
      children: APPEARANCES.map((name) => ({ key: name, label: t(`theme.${name}`) })),
    },
    {
      type: "group",
      label: t("languageName"),
      children: [
        { key: "zh-CN", label: "简体中文" },
        { key: "en", label: "English" },
      ],
    },
    { type: "divider" },
    { key: "keys", label: t("keys.title") },
    { key: "password", label: t("account.password") },
    { key: "leave", label: t("account.signOut"), danger: true },
  ];

  const choose = (key: string) => {
    if (key === "leave") void leave();
    else if (key === "keys") onKeys();
    else if (key === "password") setChanging(true);
    else if (key === "zh-CN" || key === "en") prefer({ language: key satisfies Language });
    else prefer({ appearance: key as Appearance });
  };

  return (
    <>
      <DropMenu
        placement="topRight"
        menu={{ items, selectedKeys: [appearance, language], onClick: ({ key }) => choose(key) }}
      >
        <button type="button" className={styles["account"]} aria-label={t("account.menu")}>
          {session.user.display_name.slice(0, 1).toUpperCase()}
        </button>
      </DropMenu>
      <Suspense>{isChanging && <PasswordDialog onClose={() => setChanging(false)} />}</Suspense>
    </>
  );
}
