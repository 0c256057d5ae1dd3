import { expect, it } from "vitest";
import type { Shop } from "@/api/shops";
import { blindShops } from "@/orders/filter/BlindShops";

const shop = (id: number, phone: string) => ({ id, name: `shop ${id}`, searchable: { phone, buyer: "plain" } }) as unknown as Shop;

it("names the shops a search by phone cannot reach, of those asked for", () => {
  const shops = [shop(1, "none"), shop(2, "mask"), shop(3, "none")];
  expect(blindShops(shops, {}, "phone")).toEqual(["shop 1", "shop 3"]);
  expect(blindShops(shops, { shop_id: ["2", "3"] }, "phone")).toEqual(["shop 3"]);
  expect(blindShops(shops, {}, "buyer")).toEqual([]);
});
