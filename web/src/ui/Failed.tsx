/** A request that failed: what, since when, what to do, and the button that does it. */
import { DisconnectOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/http";
import { detailOf, kindOf } from "@/ui/explain";
import { Notice } from "@/ui/Notice";
import { instant } from "@/ui/time";

interface FailedProps {
  problem: unknown;
  /** What was asked for, in words. */
  what?: string;
  onRetry?(): void;
}

export function Failed({ problem, what, onRetry }: FailedProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const kind = kindOf(problem);
  const at = problem instanceof Problem ? problem.at.toISOString() : null;
  const id = kind === "server_error" && problem instanceof Problem ? problem.body.correlation_id : null;
  const title = t(`problem.${kind}.title`);
  return (
    <Notice
      tone={kind === "forbidden" || kind === "not_found" ? "warn" : "bad"}
      icon={<DisconnectOutlined />}
      title={what ? `${what} · ${title}` : title}
      text={
        <>
          {t(`problem.${kind}.next`)}
          {at && (
            <>
              <br />
              {t("problem.since", { at: instant(at) })}
            </>
          )}
        </>
      }
      detail={[detailOf(problem), id && t("problem.id", { id })].filter(Boolean).join("\n")}
      action={
        kind === "signed_out" ? (
          <Button type="primary" onClick={() => void navigate({ to: "/sign-in", search: {} })}>
            {t("action.signIn")}
          </Button>
        ) : (
          onRetry && <Button onClick={onRetry}>{t("action.retry")}</Button>
        )
      }
    />
  );
}
