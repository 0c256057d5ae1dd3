/** Add a user, or change one's name, roles, shops and state. */
import { Checkbox, Form, Input, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { type User, addUser, changeUser } from "@/api/people";
import { SHORTEST_PASSWORD } from "@/api/session";
import type { Role } from "@/api/types";
import { ROLES } from "@/people/roles";
import { ShopScope } from "@/people/ShopScope";
import { Dialog } from "@/ui/Dialog";
import { explain } from "@/ui/explain";
import { useWrite } from "@/ui/useWrite";

interface Draft {
  username: string;
  display_name: string;
  password: string;
  roles: Role[];
  shop_ids: number[] | null;
  isActive: boolean;
}

export default function UserDialog({ user, onClose }: { user: User | null; onClose(): void }) {
  const { t } = useTranslation(["people", "common"]);
  const [form] = Form.useForm<Draft>();
  const save = useWrite({
    run: ({ isActive, username, password, ...draft }: Draft) =>
      user
        ? changeUser(user.id, { ...draft, state: isActive ? "active" : "disabled", version: user.version })
        : addUser({ ...draft, username, password }),
    done: (saved) => t(user ? "user.saved" : "user.added", { name: saved.display_name }),
    touches: [["users"]],
    after: onClose,
    refused: (problem) => form.setFields([{ name: user ? "display_name" : "username", errors: [explain(problem)] }]),
  });
  const initial: Partial<Draft> = user
    ? {
        display_name: user.display_name,
        roles: user.roles as Role[],
        shop_ids: user.shop_ids,
        isActive: user.state === "active",
      }
    : { roles: ["customer_service"], shop_ids: null, isActive: true };
  return (
    <Dialog
      open
      width={500}
      title={user ? t("user.edit", { name: user.display_name }) : t("add.users")}
      okText={t("common:action.save")}
      confirmLoading={save.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" initialValues={initial} onFinish={(draft: Draft) => save.mutate(draft)}>
        {!user && (
          <Form.Item name="username" label={t("user.username")} rules={[{ required: true, message: t("needed") }]}>
            <Input autoFocus autoComplete="off" maxLength={60} />
          </Form.Item>
        )}
        <Form.Item name="display_name" label={t("user.displayName")} rules={[{ required: true, message: t("needed") }]}>
          <Input maxLength={60} />
        </Form.Item>
        {!user && (
          <Form.Item
            name="password"
            label={t("user.password")}
            extra={t("user.passwordHint")}
            rules={[{ required: true, min: SHORTEST_PASSWORD, message: t("user.passwordHint") }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        )}
        <Form.Item name="roles" label={t("user.roles")} rules={[{ required: true, message: t("needed") }]}>
          <Checkbox.Group
            style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 6 }}
            options={ROLES.map((role) => ({
              value: role,
              label: <span title={t(`roleMeans.${role}`)}>{t(`role.${role}`)}</span>,
            }))}
          />
        </Form.Item>
        <Form.Item name="shop_ids" label={t("user.shops")}>
          <ShopScope />
        </Form.Item>
        {user && (
          <Form.Item name="isActive" label={t("user.state")} valuePropName="checked" extra={t("user.disableHint")}>
            <Switch checkedChildren={t("user.states.active")} unCheckedChildren={t("user.states.disabled")} />
          </Form.Item>
        )}
      </Form>
    </Dialog>
  );
}
