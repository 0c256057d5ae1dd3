/** The columns of the list of API keys. */
import { Button } from "antd";
import type { TFunction } from "i18next";
import type { ApiKey } from "@/api/people";
import styles from "@/people/People.module.css";
import { Badge, type BadgeTone } from "@/ui/Badge";
import type { Column } from "@/ui/column";
import { Confirm } from "@/ui/Confirm";
import { Age, When } from "@/ui/Time";

type KeyState = "active" | "expired" | "revoked";

const TONES: Record<KeyState, BadgeTone> = { active: "ok", expired: "warn", revoked: "quiet" };

function stateOf(key: ApiKey, now: Date): KeyState {
  if (key.revoked_at) return "revoked";
  return key.expires_at && Date.parse(key.expires_at) < now.getTime() ? "expired" : "active";
}

interface KeyColumnTools {
  t: TFunction<readonly ["people", "common"]>;
  shop(id: number): string;
  now: Date;
  isManager: boolean;
  onRevoke(id: number): void;
}

export function keyColumns({ t, shop, now, isManager, onRevoke }: KeyColumnTools): Column<ApiKey>[] {
  return [
    {
      key: "name",
      title: t("key.name"),
      width: 220,
      frozen: true,
      cell: (key) => (
        <>
          <b className={styles["strong"]}>{key.name}</b>
          <small className={styles["second"]}>
            <code>{key.hint}…</code> · {key.created_by}
          </small>
        </>
      ),
    },
    {
      key: "state",
      title: t("key.state"),
      width: 110,
      cell: (key) => <Badge tone={TONES[stateOf(key, now)]}>{t(`key.states.${stateOf(key, now)}`)}</Badge>,
    },
    {
      key: "permissions",
      title: t("key.permissions"),
      width: 230,
      grow: true,
      cell: (key) => {
        const words = key.permissions.map((name) => t(`permission.${name as "orders.read"}`)).join(t("and"));
        return <span title={words}>{words}</span>;
      },
    },
    {
      key: "shops",
      title: t("user.shops"),
      width: 160,
      cell: (key) => (key.shop_ids === null ? t("allShops") : key.shop_ids.map(shop).join(t("and"))),
    },
    { key: "used", title: t("key.used"), width: 120, spare: 1, cell: (key) => <Age at={key.last_used_at} /> },
    {
      key: "expires",
      title: t("key.expires"),
      width: 120,
      cell: (key) => (key.expires_at ? <When at={key.expires_at} /> : t("key.noEnd")),
    },
    {
      key: "do",
      title: t("common:actions"),
      width: 90,
      cell: (key) =>
        isManager &&
        stateOf(key, now) === "active" && (
          <Confirm title={t("key.revokeAsk")} okText={t("key.revoke")} onConfirm={() => onRevoke(key.id)}>
            <Button size="small" type="link" danger>
              {t("key.revoke")}
            </Button>
          </Confirm>
        ),
    },
  ];
}
