/** The board: one row for each API of each shop and peer, what fails first. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { shopsQuery } from "@/api/shops";
import { type BoardRow, boardColumns } from "@/health/boardColumns";
import type { Owner } from "@/health/owner";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";

interface BoardProps {
  owners: readonly Owner[];
  opened: string | null;
  onOpen(row: BoardRow): void;
}

export const rowKey = (row: BoardRow) => `${row.owner.key} ${row.method} ${row.direction}`;

function gravity(row: BoardRow): number {
  if (row.breaker === "open") return 3;
  if (row.failures > 0) return 2;
  return row.breaker === "throttled" ? 1 : 0;
}

export function Board({ owners, opened, onOpen }: BoardProps) {
  const { t } = useTranslation(["health", "common"]);
  const shops = useQuery(shopsQuery).data;
  const rows = useMemo(
    () =>
      owners
        .flatMap((owner) => owner.apis.map((api): BoardRow => ({ ...api, owner })))
        .toSorted((a, b) => gravity(b) - gravity(a)),
    [owners],
  );
  const columns = boardColumns({
    t,
    lag: (shopId) => shops?.find((shop) => shop.id === shopId)?.lag_s ?? null,
    open: onOpen,
  });
  if (rows.length === 0) return <Notice tone="info" title={t("empty.title")} text={t("empty.next")} />;
  return (
    <DataTable
      label={t("board")}
      rows={rows}
      rowKey={rowKey}
      columns={columns}
      density="comfortable"
      opened={opened}
      onOpen={onOpen}
    />
  );
}
