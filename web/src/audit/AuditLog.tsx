/** The audit log: who did what to which, when; and whether the chain still holds. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AuditEntry, auditQuery } from "@/api/audit";
import { AuditFilters } from "@/audit/AuditFilters";
import { auditColumns } from "@/audit/auditColumns";
import type { AuditSearch } from "@/audit/auditSearch";
import { Verification } from "@/audit/Verification";
import { Answered } from "@/ui/Answered";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";
import { Screen } from "@/ui/Screen";
import { dayStart } from "@/ui/time";

const idOf = (entry: AuditEntry) => String(entry.id);

export function AuditLog() {
  const { t } = useTranslation(["audit", "common"]);
  const search = useSearch({ from: "/hub/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const list = useInfiniteQuery(
    auditQuery({
      ...search,
      from: search.from && dayStart(search.from),
      to: search.to && dayStart(search.to, 1),
    }),
  );
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const change = (next: AuditSearch) => void navigate({ search: (now) => ({ ...now, ...next }) });
  const columns = auditColumns(t, change);
  return (
    <Screen
      title={t("common:area.audit")}
      lead={t("lead")}
      action={<Verification />}
      bar={<AuditFilters search={search} onSearch={change} />}
    >
      <Answered query={list} what={t("common:area.audit")}>
        {() =>
          entries.length === 0 ? (
            <Notice title={t("empty.title")} text={t("empty.next")} />
          ) : (
            <DataTable
              label={t("common:area.audit")}
              rows={entries}
              rowKey={idOf}
              columns={columns}
              onEnd={() => {
                if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
              }}
            />
          )
        }
      </Answered>
    </Screen>
  );
}
