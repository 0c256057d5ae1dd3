/** What a person sees in an area their role does not open: a lock, not an error. */
import { LockOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Permission } from "@/api/types";
import type { AreaCode } from "@/app/areas";
import { Notice } from "@/ui/Notice";

export function Denied({ area, permission }: { area: AreaCode; permission?: Permission | undefined }) {
  const { t } = useTranslation();
  return (
    <Notice
      icon={<LockOutlined />}
      title={t("denied.title", { area: t(`area.${area}`) })}
      text={
        <>
          {t("denied.text", { permission })}
          <br />
          {t("denied.next")}
        </>
      }
    />
  );
}
