/** The sheet behind "?": every key and what it does. */
import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { useReturn } from "@/ui/useFocus";
import styles from "@/app/KeySheet.module.css";

const SHEET = {
  global: [
    ["palette", "⌘K / Ctrl K"],
    ["search", "/"],
    ["sheet", "?"],
  ],
  list: [
    ["down", "j ↓"],
    ["up", "k ↑"],
    ["select", "x ␣"],
    ["selectAll", "⇧A"],
    ["open", "↵"],
    ["tabs", "[ ]"],
    ["close", "Esc"],
  ],
  board: [
    ["lanes", "← →"],
    ["nth", "1 … 9"],
  ],
  drawer: [
    ["next", "→"],
    ["previous", "←"],
    ["review", "r"],
    ["hold", "h"],
    ["note", "n"],
    ["tag", "t"],
  ],
} as const;

const GROUPS = ["global", "list", "drawer", "board"] as const;

export default function KeySheet({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  useReturn();
  return (
    <Modal open footer={null} title={t("keys.title")} onCancel={onClose} width={640}>
      <div className={styles["sheet"]}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h2>{t(`keys.${group}`)}</h2>
            <dl>
              {SHEET[group].map(([name, keys]) => (
                <div key={name}>
                  <dt>{t(`keys.${name}`)}</dt>
                  <dd>
                    {keys.split(" ").map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
