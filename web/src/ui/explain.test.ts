import { describe, expect, it } from "vitest";
import { Problem } from "@/api/http";
import { explain } from "@/ui/explain";

const refusal = (errors: Record<string, string>[]) =>
  new Problem(422, { type: "invalid_input", detail: "body.safety: Input should be less than or equal to 9", errors }, new Date());

describe("a refused value", () => {
  it("is told in the reader's language, with the name of its field", () => {
    const wrong = { where: "body.safety", code: "less_than_equal", detail: "Input should be less than or equal to 9" };
    expect(explain(refusal([wrong]))).toBe("没有完成：safety：太大");
  });

  it("is told in the hub's words where we have none", () => {
    const wrong = { where: "body.when", code: "value_error", detail: "odd" };
    expect(explain(refusal([wrong]))).toBe("没有完成：when：odd");
  });
});
