/** Inputs made from what a channel says it needs. */
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { CredentialField } from "@/api/shops";

export function CredentialInputs({ fields, under }: { fields: readonly CredentialField[]; under?: string }) {
  const { t } = useTranslation("shops");
  return fields.map((field) => (
    <Form.Item
      key={field.name}
      name={under ? [under, field.name] : field.name}
      label={field.label}
      rules={field.required ? [{ required: true, whitespace: true, message: t("credentials.needed", { name: field.label }) }] : []}
    >
      {field.secret ? <Input.Password autoComplete="off" /> : <Input autoComplete="off" />}
    </Form.Item>
  ));
}
