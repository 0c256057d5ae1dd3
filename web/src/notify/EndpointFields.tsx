/** What an endpoint of the chosen kind needs to be told. */
import { Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { NewEndpoint } from "@/api/notify";

type Kind = NewEndpoint["kind"];

type Option = "user" | "sender" | "to" | "key_id" | "sign_name" | "app_id" | "region";

const OPTIONS: Partial<Record<Kind, readonly Option[]>> = {
  email: ["user", "sender", "to"],
  aliyun_sms: ["key_id", "sign_name", "to"],
  tencent_sms: ["key_id", "app_id", "sign_name", "region", "to"],
};
const FREE: ReadonlySet<string> = new Set(["user", "region"]);
const ADDRESS: Partial<Record<Kind, string>> = {
  aliyun_sms: "https://dysmsapi.aliyuncs.com",
  tencent_sms: "https://sms.tencentcloudapi.com",
};

/** How the whole address of a kind looks. */
const LIKE: Partial<Record<Kind, string>> = {
  dingtalk: "https://oapi.dingtalk.com/robot/send?access_token=…",
  wecom: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…",
  feishu: "https://open.feishu.cn/open-apis/bot/v2/hook/…",
  webhook: "https://oncall.example.com/hook",
  email: "smtps://smtp.example.com:465",
};

export const addressOf = (kind: Kind) => ADDRESS[kind] ?? "";
export const isSms = (kind: Kind) => kind === "aliyun_sms" || kind === "tencent_sms";

export function EndpointFields({ kind }: { kind: Kind }) {
  const { t } = useTranslation("notify");
  const way = kind === "email" ? "email" : isSms(kind) ? "sms" : "";
  const shape = way === "email" ? /^smtps?:\/\/\S+$/u : /^https?:\/\/\S+$/u;
  return (
    <>
      <Form.Item
        name="url"
        label={way ? t(`options.url_${way}`) : t("endpoints.url")}
        extra={way === "email" ? t("options.smtpHint") : undefined}
        rules={[{ required: true }, { pattern: shape, message: t(way === "email" ? "options.badMail" : "options.badUrl") }]}
      >
        <Input maxLength={2000} autoComplete="off" placeholder={LIKE[kind] ?? ""} />
      </Form.Item>
      {(OPTIONS[kind] ?? []).map((name) => (
        <Form.Item
          key={name}
          name={["options", name]}
          label={t(name === "to" ? `options.to_${way || "sms"}` : `options.${name}`)}
          extra={name === "to" && way === "sms" ? t("options.phoneHint") : undefined}
          rules={[{ required: !FREE.has(name) && !(name === "to" && way === "sms") }]}
        >
          <Input maxLength={500} autoComplete="off" />
        </Form.Item>
      ))}
      <Form.Item
        name="secret"
        label={way ? t(`options.secret_${way}`) : t("endpoints.secret")}
        extra={way ? t("options.secretHint") : t("endpoints.secretHint")}
      >
        <Input.Password maxLength={500} autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
