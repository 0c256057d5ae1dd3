/** A signing secret, shown once. */
import { useTranslation } from "react-i18next";
import { ShownOnce } from "@/ui/ShownOnce";

export function SecretDialog({ secret, onClose }: { secret: string; onClose(): void }) {
  const { t } = useTranslation("partners");
  return <ShownOnce secret={secret} title={t("secret.title")} text={t("secret.once")} kept={t("secret.kept")} onClose={onClose} />;
}
