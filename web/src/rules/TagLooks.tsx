/** The words and colours of tags. */
import { Button, Form, Input, InputNumber, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Wire } from "@/api/http";
import { tagsQuery } from "@/api/orders";
import { defineTag } from "@/api/rules";
import { TagLabel } from "@/orders/list/cells";
import { TAG_COLORS, tagColor } from "@/orders/list/tagColor";
import styles from "@/rules/Rules.module.css";
import { useWrite } from "@/ui/useWrite";

type Look = Wire["TagIn"] & { tag: string };

const NEW: Look = { tag: "", label_zh: "", label_en: "", color: "blue", rank: 50 };

export function TagLooks({ isLocked }: { isLocked: boolean }) {
  const { t } = useTranslation(["rules", "common"]);
  const tags = useQuery(tagsQuery).data ?? [];
  const [editing, setEditing] = useState<Look | null>(null);
  const save = useWrite({
    run: ({ tag, ...look }: Look) => defineTag(tag, look),
    done: t("tags.saved"),
    touches: [["tags"]],
    after: () => setEditing(null),
  });
  return (
    <>
      <ul className={styles["tags"]}>
        {tags.map((look) => (
          <li key={look.tag}>
            <TagLabel chip={{ tag: look.tag, label: look.label_zh, color: look.color }} />
            <code>{look.tag}</code>
            {!isLocked && (
              <Button size="small" type="link" onClick={() => setEditing(look)}>
                {t("common:action.edit")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {!isLocked && !editing && <Button onClick={() => setEditing(NEW)}>{t("tags.add")}</Button>}
      {editing && (
        <Form<Look> key={editing.tag} layout="vertical" initialValues={editing} onFinish={(look) => save.mutate({ ...editing, ...look })}>
          {editing.tag === "" && (
            <Form.Item name="tag" label={t("tags.code")} rules={[{ required: true, pattern: /^[a-z][a-z0-9_]*$/u, message: t("tags.codeHint") }]}>
              <Input maxLength={40} />
            </Form.Item>
          )}
          <Form.Item name="label_zh" label={t("tags.zh")} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={20} />
          </Form.Item>
          <Form.Item name="label_en" label={t("tags.en")} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name="color" label={t("tags.color")}>
            <Select
              options={TAG_COLORS.map((color) => ({
                value: color,
                label: (
                  <span className={styles["swatch"]} style={{ "--tag": tagColor(color) }}>
                    {t(`tags.colors.${color}`)}
                  </span>
                ),
              }))}
            />
          </Form.Item>
          <Form.Item name="rank" label={t("tags.rank")} extra={t("tags.rankHint")}>
            <InputNumber min={0} max={999} />
          </Form.Item>
          <div className={styles["tryRow"]}>
            <Button type="primary" htmlType="submit" loading={save.isPending}>
              {t("common:action.save")}
            </Button>
            <Button onClick={() => setEditing(null)}>{t("common:action.cancel")}</Button>
          </div>
        </Form>
      )}
    </>
  );
}
