/** Copies a number. */
import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 1200);
  };
  const word = t(isDone ? "action.copied" : "action.copy");
  return (
    <Button
      type="text"
      size="small"
      icon={isDone ? <CheckOutlined /> : <CopyOutlined />}
      aria-label={`${word} ${text}`}
      title={word}
      onClick={() => void copy()}
    />
  );
}
