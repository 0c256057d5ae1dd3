/** An address of the console that leads nowhere. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Notice } from "@/ui/Notice";

export function NotHere() {
  const { t } = useTranslation("common");
  return <Notice title={t("notHere.title")} text={t("notHere.text")} action={<Link to="/orders">{t("notHere.back")}</Link>} />;
}
