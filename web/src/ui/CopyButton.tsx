/** Copies a number. */
import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** Plain HTTP on a network offers no clipboard; there the old way still works. */
async function copyText(text: string): Promise<void> {
  if ("clipboard" in navigator) return navigator.clipboard.writeText(text);
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  return undefined;
}

export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    await copyText(text);
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
