/** Imports of orders at the hub. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type Preview = Wire["PreviewOut"];
export type OrderImport = Wire["ImportOut"];
export type ImportColumn = Wire["ColumnOut"];
export type RowError = Wire["RowErrorOut"];

export const importsQuery = infiniteQueryOptions({
  queryKey: ["order-imports"],
  queryFn: ({ pageParam }) =>
    bodyOf(hub.GET("/api/v1/order-imports", { params: { query: { cursor: pageParam === null ? null : Number(pageParam), limit: 50 } } })),
  initialPageParam: null as string | null,
  getNextPageParam: (page: Wire["ImportList"]) => page.next,
});

export const importColumnsQuery = queryOptions({
  queryKey: ["order-imports", "columns"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/order-imports/columns"))).items,
  staleTime: 10 * 60_000,
});

export function previewImport(file: File, shopId: number): Promise<Preview> {
  return bodyOf(
    hub.POST("/api/v1/order-imports", {
      body: { file: file.name, shop_id: shopId },
      bodySerializer: () => {
        const form = new FormData();
        form.append("file", file);
        form.append("shop_id", String(shopId));
        return form;
      },
    }),
  );
}

export function commitImport(id: number): Promise<Wire["CommitOut"]> {
  return bodyOf(hub.POST("/api/v1/order-imports/{import_id}/commit", { params: { path: { import_id: id } } }));
}

export function undoImport(id: number): Promise<Wire["UndoOut"]> {
  return bodyOf(hub.POST("/api/v1/order-imports/{import_id}/undo", { params: { path: { import_id: id } } }));
}
