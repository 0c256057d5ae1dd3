/** The board: one row for each API of each shop, what fails first. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Wire } from "@/api/http";
import { shopsQuery } from "@/api/shops";
import { type BoardRow, boardColumns } from "@/health/boardColumns";
import { DataTable } from "@/ui/DataTable";
import { Notice } from "@/ui/Notice";

interface BoardProps {
  board: Wire["BoardOut"];
  opened: string | null;
  onOpen(row: BoardRow): void;
}

export const rowKey = (row: BoardRow) => `${row.shop.shop_id} ${row.method}`;

function gravity(row: BoardRow): number {
  if (row.breaker === "open") return 3;
  if (row.failures > 0) return 2;
  return row.breaker === "throttled" ? 1 : 0;
}

export function Board({ board, opened, onOpen }: BoardProps) {
  const { t } = useTranslation(["health", "common"]);
  const shops = useQuery(shopsQuery).data;
  const rows = useMemo(
    () =>
      board.shops
        .flatMap((shop) => shop.apis.map((api): BoardRow => ({ ...api, shop })))
        .toSorted((a, b) => gravity(b) - gravity(a)),
    [board],
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
