import { expect, it } from "vitest";
import { templateCsv } from "@/imports/template";

it("makes a file with the hub's columns that a spreadsheet reads as UTF-8", () => {
  const csv = templateCsv([
    { code: "external_no", title: "订单号", required: true, of_line: false },
    { code: "city", title: "市", required: false, of_line: false },
  ]);
  expect(csv.charCodeAt(0)).toBe(0xfeff);
  expect(csv.slice(1).split("\r\n").slice(0, 2)).toEqual(["订单号,市", "A20260105001,杭州市"]);
});
