/** The fields of ours, where each stands in the other system's JSON, and what its words mean. */
import { Input } from "antd";
import { useTranslation } from "react-i18next";
import type { Field } from "@/api/sources";
import { TABLED, inOrder } from "@/sources/mapping";
import styles from "@/sources/Sources.module.css";

type Texts = Record<string, string>;

interface MappingRowsProps {
  fields: readonly Field[];
  targets: Texts;
  lines: Texts;
  isLocked: boolean;
  onChange(targets: Texts, lines: Texts): void;
}

export function MappingRows({ fields, targets, lines, isLocked, onChange }: MappingRowsProps) {
  const { t } = useTranslation("sources");
  return (
    <table className={styles["fields"]}>
      <thead>
        <tr>
          <th scope="col">{t("mapping.field")}</th>
          <th scope="col">{t("mapping.expression")}</th>
          <th scope="col">{t("mapping.words")}</th>
        </tr>
      </thead>
      <tbody>
        {inOrder(fields).map(({ target, required, words }) => {
          const name = t(`field.${target.replace(".", "_") as "order"}`);
          return (
            <tr key={target}>
              <th scope="row">
                {name}
                {required && <em title={t("mapping.required")}> *</em>}
                <code>{target}</code>
              </th>
              <td>
                <Input
                  disabled={isLocked}
                  aria-label={name}
                  spellCheck={false}
                  maxLength={500}
                  placeholder={t(`hint.${target.replace(".", "_") as "order"}`)}
                  value={targets[target] ?? ""}
                  onChange={(event) => onChange({ ...targets, [target]: event.target.value }, lines)}
                />
              </td>
              <td>
                {TABLED.has(target) && (
                  <Input.TextArea
                    disabled={isLocked}
                    aria-label={t("mapping.wordsOf", { field: name })}
                    spellCheck={false}
                    autoSize={{ minRows: 1, maxRows: 8 }}
                    placeholder={target === "event" ? "CK = shipped" : "顺丰速运 = SF"}
                    value={lines[target] ?? ""}
                    onChange={(event) => onChange(targets, { ...lines, [target]: event.target.value })}
                  />
                )}
                {TABLED.has(target) && words.length > 0 && <small>{t("mapping.ours", { words: words.join(" · ") })}</small>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
