/** The list of users. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type User, usersQuery } from "@/api/people";
import { useMay, useSession } from "@/api/session";
import { useShopNames } from "@/api/shops";
import { userColumns } from "@/people/userColumns";
import { Answered } from "@/ui/Answered";
import { DataTable } from "@/ui/DataTable";

interface UsersProps {
  onEdit(user: User): void;
  onPassword(user: User): void;
}

const idOf = (user: User) => String(user.id);

export function Users({ onEdit, onPassword }: UsersProps) {
  const { t } = useTranslation(["people", "common"]);
  const isManager = useMay()("users.manage");
  const me = useSession()?.user.id;
  const { shop } = useShopNames();
  const query = useQuery(usersQuery);
  const columns = userColumns({ t, shop, me, isManager, onEdit, onPassword });
  return (
    <Answered query={query} what={t("tab.users")}>
      {(users) => (
        <DataTable label={t("tab.users")} rows={users} rowKey={idOf} columns={columns} density="comfortable" />
      )}
    </Answered>
  );
}
