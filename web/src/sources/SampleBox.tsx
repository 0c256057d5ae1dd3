/** What a draft is tried on: a pasted document, or what came last. */
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { latestSample } from "@/api/sources";
import styles from "@/sources/Sources.module.css";
import { useWrite } from "@/ui/useWrite";

interface SampleBoxProps {
  sourceId: number;
  sample: string;
  onChange(text: string): void;
}

const SHOWN_MAX = 500_000;

export function SampleBox({ sourceId, sample, onChange }: SampleBoxProps) {
  const { t } = useTranslation("sources");
  const latest = useWrite({ run: latestSample, touches: [], after: (text) => onChange(text.slice(0, SHOWN_MAX)) });
  return (
    <div className={styles["sample"]}>
      <div className={styles["row"]}>
        <h2>{t("sample.title")}</h2>
        <span className={styles["quiet"]}>{t("sample.lead")}</span>
        <span style={{ flex: 1 }} />
        <Button size="small" loading={latest.isPending} onClick={() => latest.mutate(sourceId)}>
          {t("sample.latest")}
        </Button>
      </div>
      <Input.TextArea
        aria-label={t("sample.title")}
        spellCheck={false}
        autoSize={{ minRows: 3, maxRows: 12 }}
        maxLength={SHOWN_MAX}
        placeholder={t("sample.paste")}
        value={sample}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
