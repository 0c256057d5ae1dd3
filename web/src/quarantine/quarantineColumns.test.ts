import i18n, { type TFunction } from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import en from "@/i18n/locales/en/quarantine.json";
import zh from "@/i18n/locales/zh-CN/quarantine.json";
import { troubleWords } from "@/quarantine/quarantineColumns";

type T = TFunction<readonly ["quarantine", "common"]>;
const said = (language: string, reason: string, field: string, detail = "cannot read total") =>
  troubleWords(i18n.getFixedT(language, "quarantine") as unknown as T, { reason, field, detail });

describe("what is wrong with a payload", () => {
  beforeAll(() => {
    i18n.addResourceBundle("zh-CN", "quarantine", zh);
    i18n.addResourceBundle("en", "quarantine", en);
  });

  it("is told in the language of the screen, with the field", () => {
    expect(said("zh-CN", "contract_violation", "total")).toBe("字段「total」缺失或读不懂");
    expect(said("en", "contract_violation", "total")).toBe("Field total is missing or cannot be read");
  });

  it("is told of the whole where no field is named", () => {
    expect(said("zh-CN", "contract_violation", "")).toBe("整份报文读不懂");
    expect(said("zh-CN", "not_storable", "")).toBe("有内容无法存入数据库");
  });

  it("is the hub's own words for a reason that has none here", () => {
    expect(said("zh-CN", "moon_phase", "total", "the moon is full")).toBe("the moon is full");
    expect(said("zh-CN", "moon_phase", "", "the moon is full")).toBe("the moon is full");
  });
});
