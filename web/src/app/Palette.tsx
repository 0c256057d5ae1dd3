/** ⌘K: go anywhere, do anything, find an order. */
import { Modal } from "antd";
import { useNavigate } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { viewsQuery } from "@/api/orders";
import { useMay } from "@/api/session";
import { matching } from "@/app/matching";
import styles from "@/app/Palette.module.css";
import { prefer, usePreferences } from "@/app/preferences";
import { parseSearch } from "@/app/search";
import { useAreas } from "@/app/useAreas";
import { useReturn } from "@/ui/useFocus";
import { parseOrderSearch } from "@/orders/orderSearch";

export interface Command {
  key: string;
  group: string;
  label: string;
  hint?: string;
  run(): void;
}

interface PaletteProps {
  onClose(): void;
  onKeys(): void;
}

export default function Palette({ onClose, onKeys }: PaletteProps) {
  useReturn();
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const commands = useCommands(typed, onKeys);
  const shown = useMemo(() => matching(commands, typed), [commands, typed]);
  const take = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((now) => (now + step + shown.length) % Math.max(1, shown.length));
    } else if (event.key === "Enter") take(shown[at]);
  };
  return (
    <Modal open footer={null} closable={false} onCancel={onClose} width={560} style={{ top: 90 }} title={<span className="visually-hidden">{t("palette.label")}</span>} className={styles["palette"] ?? ""}>
      <input
        className={styles["input"]}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={shown[at] ? `palette-${at}` : undefined}
        aria-label={t("palette.label")}
        placeholder={t("palette.hint")}
        // A palette is opened to type into it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="palette-list" role="listbox" aria-label={t("palette.label")} className={styles["list"]}>
        {shown.map((command, index) => (
          // Focus stays in the input (combobox pattern); the keyboard works through it.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={command.key}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles["option"]}
            onMouseMove={() => setAt(index)}
            onClick={() => take(command)}
          >
            <small>{command.group}</small>
            <span>{command.label}</span>
            {command.hint && <kbd>{command.hint}</kbd>}
          </div>
        ))}
        {shown.length === 0 && <p className={styles["none"]}>{t("palette.empty")}</p>}
      </div>
    </Modal>
  );
}

function useCommands(typed: string, onKeys: () => void): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay();
  const { appearance, language } = usePreferences();
  const views = useQuery({ ...viewsQuery, enabled: may("orders.read") }).data;
  const term = typed.trim();
  const [go, act] = [t("palette.groupGo"), t("palette.groupDo")];
  const areas = useAreas().map((area) => ({
    key: area.code,
    group: go,
    label: t(`area.${area.code}`),
    run: () => void navigate({ to: area.path }),
  }));
  const kept = (views ?? []).map((view) => ({
    key: `view-${view.id}`,
    group: t("palette.groupView"),
    label: view.name,
    run: () => void navigate({ to: "/orders", search: parseOrderSearch(parseSearch(view.query)) }),
  }));
  const find: Command[] =
    term.length >= 4 && may("orders.read")
      ? [
          {
            key: "find",
            group: go,
            label: t("palette.find", { term }),
            run: () =>
              void navigate({ to: "/orders", search: /^ORD-\d{8}-\d{5,}$/u.test(term) ? { q: term, open: term } : { q: term } }),
          },
        ]
      : [];
  const looks = (["system", "light", "dark"] as const)
    .filter((name) => name !== appearance)
    .map((name) => ({
      key: `look-${name}`,
      group: act,
      label: t("named", { name: t("theme.label"), value: t(`theme.${name}`) }),
      run: () => prefer({ appearance: name }),
    }));
  return [
    ...find,
    ...areas,
    ...kept,
    ...looks,
    {
      key: "language",
      group: act,
      label: language === "en" ? "切换到简体中文" : "Switch to English",
      run: () => prefer({ language: language === "en" ? "zh-CN" : "en" }),
    },
    { key: "keys", group: act, label: t("keys.title"), hint: "?", run: onKeys },
  ];
}
