/** Whether the chain of sealed entries still holds. */
import { SafetyCertificateOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { verificationQuery } from "@/api/audit";
import { Badge } from "@/ui/Badge";
import { count } from "@/ui/money";

export function Verification() {
  const { t } = useTranslation("audit");
  const { data: result, isFetching, refetch } = useQuery(verificationQuery);
  return (
    <>
      {result && (
        <span role="status">
          {result.ok ? (
            <Badge tone="ok" title={result.head}>
              {t("verify.ok", { sealed: count(result.sealed), unsealed: count(result.unsealed) })}
            </Badge>
          ) : (
            <Badge tone="bad" title={result.broken?.reason}>
              {t("verify.broken", { seq: result.broken?.seq ?? "?" })}
            </Badge>
          )}
        </span>
      )}
      <Button icon={<SafetyCertificateOutlined />} loading={isFetching} onClick={() => void refetch()}>
        {t("verify.go")}
      </Button>
    </>
  );
}
