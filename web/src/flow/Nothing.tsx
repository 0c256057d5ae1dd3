/** The board when nothing is open or on its way. */
import { Button } from "antd";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Notice } from "@/ui/Notice";

export function Nothing() {
  const { t } = useTranslation("flow");
  const navigate = useNavigate();
  return (
    <Notice
      title={t("empty.title")}
      text={t("empty.text")}
      action={<Button onClick={() => void navigate({ to: "/shops" })}>{t("empty.action")}</Button>}
    />
  );
}
