import { expect, it } from "vitest";
import { parseExactly } from "@/api/exactJson";
import { jsonLines } from "@/orders/drawer/jsonLines";

it("keeps all digits of a long number, on the screen too", () => {
  const body = parseExactly<{ tid: unknown; price: number }>('{"tid": 2900000000000000123, "price": 81.5}');
  expect(body.tid).toBe(2_900_000_000_000_000_123n);
  expect(body.price).toBe(81.5);
  expect(jsonLines(body).map((line) => line.text)).toContain("2900000000000000123");
});
