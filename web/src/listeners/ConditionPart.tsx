/** If: the condition as blocks or as CEL; both are one text. */
import { Input } from "antd";
import { Suspense, lazy, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Variable } from "@/api/listeners";
import { blocksOf } from "@/listeners/condition";
import styles from "@/listeners/Listeners.module.css";
import { pathOf } from "@/listeners/paths";
import { Loading } from "@/ui/Loading";
import { Segments } from "@/ui/Segments";

const BlockBuilder = lazy(() => import("@/listeners/BlockBuilder"));
type Mode = "blocks" | "text";

interface ConditionPartProps {
  when: string;
  variables: readonly Variable[];
  isLocked: boolean;
  onChange(when: string): void;
}

export function ConditionPart({ when, variables, isLocked, onChange }: ConditionPartProps) {
  const { t } = useTranslation("listeners");
  const types = useMemo(() => new Map(variables.map((one) => [pathOf(one), one.type])), [variables]);
  const [mode, setMode] = useState<Mode>(() => (blocksOf(when, types) ? "blocks" : "text"));
  const inBlocks = mode === "blocks";
  const isSayable = inBlocks || blocksOf(when, types) !== null;
  return (
    <fieldset className={styles["part"]} disabled={isLocked}>
      <legend>{t("part.if")}</legend>
      <Segments
        label={t("mode.label")}
        value={mode}
        options={(["blocks", "text"] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
        onChange={(next) => (next === "text" || isSayable) && setMode(next)}
      />
      {inBlocks ? (
        <Suspense fallback={<Loading rows={2} />}>
          <BlockBuilder when={when} variables={variables} isLocked={isLocked} onChange={onChange} />
        </Suspense>
      ) : (
        <>
          <Input.TextArea
            className={styles["cel"] ?? ""}
            autoSize={{ minRows: 2, maxRows: 10 }}
            spellCheck={false}
            disabled={isLocked}
            aria-label={t("cel")}
            placeholder={t("always")}
            value={when}
            onChange={(event) => onChange(event.target.value)}
          />
          {!isSayable && <p className={styles["quiet"]}>{t("mode.only")}</p>}
        </>
      )}
      {inBlocks && (
        <code className={styles["cel"]} data-testid="cel">
          {when || t("always")}
        </code>
      )}
    </fieldset>
  );
}
