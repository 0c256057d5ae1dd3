/** The last resort when a screen throws: says so and offers the way back. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Notice } from "@/ui/Notice";

export function Crashed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <Notice
      tone="bad"
      title={t("problem.crash.title")}
      text={t("problem.crash.next")}
      detail={error instanceof Error ? error.message : String(error)}
      action={
        <Button type="primary" onClick={() => globalThis.location.reload()}>
          {t("action.refresh")}
        </Button>
      }
    />
  );
}
