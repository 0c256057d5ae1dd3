/** API keys: what each may do, when it was last used, and its end. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type ApiKey, keysQuery, revokeKey } from "@/api/people";
import { useMay } from "@/api/session";
import { useShopNames } from "@/api/shops";
import { keyColumns } from "@/people/keyColumns";
import { Answered } from "@/ui/Answered";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { useMinute } from "@/ui/useMinute";
import { useWrite } from "@/ui/useWrite";

const idOf = (key: ApiKey) => String(key.id);

export function Keys() {
  const { t } = useTranslation(["people", "common"]);
  const isManager = useMay()("keys.manage");
  const { shop } = useShopNames();
  const now = useMinute();
  const query = useQuery(keysQuery);
  const revoke = useWrite({ run: revokeKey, done: t("key.revoked"), touches: [["api-keys"]] });
  const columns = keyColumns({ t, shop, now, isManager, onRevoke: (id) => revoke.mutate(id) });
  return (
    <Answered query={query} what={t("tab.keys")}>
      {(keys) =>
        keys.length === 0 ? (
          <Notice title={t("key.none")} text={t("key.noneNext")} />
        ) : (
          <DataTable label={t("tab.keys")} rows={keys} rowKey={idOf} columns={columns} density="comfortable" />
        )
      }
    </Answered>
  );
}
