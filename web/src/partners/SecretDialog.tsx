/** A signing secret, shown once. */
import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import styles from "@/partners/Partners.module.css";
import { CopyButton } from "@/ui/CopyButton";

export function SecretDialog({ secret, onClose }: { secret: string; onClose(): void }) {
  const { t } = useTranslation("partners");
  return (
    <Modal
      open
      title={t("secret.title")}
      closable={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {t("secret.kept")}
        </Button>
      }
    >
      <p>{t("secret.once")}</p>
      <p className={styles["secret"]}>
        <code>{secret}</code>
        <CopyButton text={secret} />
      </p>
    </Modal>
  );
}
