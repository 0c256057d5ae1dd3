/** The places of the documented order form that a shop's own document may fill. */

export type Shape = Record<string, string>;

export const SHAPE_REQUIRED: ReadonlySet<string> = new Set([
  "order_no",
  "status",
  "total",
  "placed_at",
  "modified_at",
  "lines",
  "lines.sku",
  "lines.quantity",
  "lines.price",
]);

export const SHAPE_TARGETS: readonly string[] = [
  "orders",
  "order_no",
  "status",
  "total",
  "currency",
  "goods",
  "freight",
  "discount",
  "placed_at",
  "paid_at",
  "modified_at",
  "shipped_at",
  "completed_at",
  "ship_by",
  "buyer.id",
  "buyer.name",
  "recipient.name",
  "recipient.phone",
  "recipient.province",
  "recipient.city",
  "recipient.district",
  "recipient.address",
  "buyer_note",
  "seller_note",
  "lines",
  "lines.line_no",
  "lines.sku",
  "lines.title",
  "lines.quantity",
  "lines.price",
  "lines.total",
];

/** Without the places left empty. */
export function filled(shape: Shape): Shape {
  return Object.fromEntries(Object.entries(shape).filter(([, expression]) => expression.trim() !== ""));
}
