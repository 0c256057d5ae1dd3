/** The rows of the field mapping editor. */
import { DeleteOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { MappedField } from "@/api/shops";
import { FIELD_TYPES } from "@/shops/mappings/fieldDraft";
import styles from "@/shops/Shops.module.css";

interface FieldRowsProps {
  fields: readonly MappedField[];
  isLocked: boolean;
  onChange(fields: MappedField[]): void;
}

export function FieldRows({ fields, isLocked, onChange }: FieldRowsProps) {
  const { t } = useTranslation(["shops", "common"]);
  if (fields.length === 0) return <p>{t("mappings.none")}</p>;
  const set = (at: number, change: Partial<MappedField>) =>
    onChange(fields.map((field, index) => (index === at ? { ...field, ...change } : field)));
  return (
    <table className={styles["fields"]}>
      <thead>
        <tr>
          {(["path", "attribute", "label", "type", "searchable"] as const).map((key) => (
            <th key={key} scope="col">
              {t(`mappings.${key}`)}
            </th>
          ))}
          <th scope="col">
            <span className="visually-hidden">{t("common:action.remove")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field, at) => (
          // Rows have no name of their own until they are filled in; their place is who they are.
          // oxlint-disable-next-line react/no-array-index-key
          <tr key={at}>
            {(["path", "attribute", "label"] as const).map((key) => (
              <td key={key}>
                <Input
                  disabled={isLocked}
                  aria-label={t(`mappings.${key}`)}
                  placeholder={t(`mappings.${key}Hint`)}
                  value={field[key]}
                  onChange={(event) => set(at, { [key]: event.target.value })}
                />
              </td>
            ))}
            <td>
              <Select
                disabled={isLocked}
                aria-label={t("mappings.type")}
                value={field.type}
                style={{ width: 82 }}
                options={FIELD_TYPES.map((type) => ({ value: type, label: t(`mappings.types.${type}`) }))}
                onChange={(type) => set(at, { type })}
              />
            </td>
            <td>
              <Checkbox
                disabled={isLocked}
                aria-label={t("mappings.searchable")}
                checked={field.searchable}
                onChange={(event) => set(at, { searchable: event.target.checked })}
              />
            </td>
            <td>
              <Button
                type="text"
                disabled={isLocked}
                icon={<DeleteOutlined />}
                aria-label={t("common:action.remove")}
                onClick={() => onChange(fields.filter((_field, index) => index !== at))}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
