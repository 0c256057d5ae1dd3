/** The columns of the user list. */
import { Button } from "antd";
import type { TFunction } from "i18next";
import type { User } from "@/api/people";
import styles from "@/people/People.module.css";
import { Badge } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { Age } from "@/ui/Time";

interface UserColumnTools {
  t: TFunction<readonly ["people", "common"]>;
  shop(id: number): string;
  me: number | undefined;
  isManager: boolean;
  onEdit(user: User): void;
  onPassword(user: User): void;
}

export function userColumns({ t, shop, me, isManager, onEdit, onPassword }: UserColumnTools): Column<User>[] {
  return [
    {
      key: "name",
      title: t("user.name"),
      width: 200,
      frozen: true,
      cell: (user) => (
        <>
          <b className={styles["strong"]}>{user.display_name}</b> {user.id === me && <small>({t("user.me")})</small>}
          <small className={styles["second"]}>{user.username}</small>
        </>
      ),
    },
    {
      key: "state",
      title: t("user.state"),
      width: 140,
      cell: (user) => (
        <>
          <Badge tone={user.state === "active" ? "ok" : "quiet"}>{t(`user.states.${user.state}`)}</Badge>
          {user.must_change_password && <small className={styles["second"]}>{t("user.mustChange")}</small>}
        </>
      ),
    },
    {
      key: "roles",
      title: t("user.roles"),
      width: 200,
      grow: true,
      cell: (user) => user.roles.map((role) => t(`role.${role as "auditor"}`)).join(t("and")),
    },
    {
      key: "shops",
      title: t("user.shops"),
      width: 190,
      cell: (user) => (user.shop_ids === null ? t("allShops") : user.shop_ids.map(shop).join(t("and")) || t("noShops")),
    },
    { key: "seen", title: t("user.seen"), width: 130, spare: 1, cell: (user) => <Age at={user.last_sign_in_at} /> },
    {
      key: "do",
      title: t("common:actions"),
      width: 190,
      cell: (user) =>
        isManager && (
          <>
            <Button size="small" type="link" onClick={() => onEdit(user)}>
              {t("common:action.edit")}
            </Button>
            <Button size="small" type="link" onClick={() => onPassword(user)}>
              {t("user.reset")}
            </Button>
          </>
        ),
    },
  ];
}
