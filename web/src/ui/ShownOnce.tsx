/** A secret that is shown once, with a button that says it was kept. */
import { Button, Modal } from "antd";
import { CopyButton } from "@/ui/CopyButton";
import { useReturn } from "@/ui/useFocus";
import styles from "@/ui/ShownOnce.module.css";

interface Props {
  secret: string;
  title: string;
  text: string;
  kept: string;
  onClose(): void;
}

export function ShownOnce({ secret, title, text, kept, onClose }: Props) {
  useReturn();
  return (
    <Modal
      open
      title={title}
      closable={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {kept}
        </Button>
      }
    >
      <p>{text}</p>
      <p className={styles["secret"]}>
        <code>{secret}</code>
        <CopyButton text={secret} />
      </p>
    </Modal>
  );
}
