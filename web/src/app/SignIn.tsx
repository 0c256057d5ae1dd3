/** The sign-in screen; afterwards a person comes back to where they were. */
import { Button, Form, Input } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/http";
import { sessionQuery, signIn } from "@/api/session";
import { prefer, usePreferences } from "@/app/preferences";
import styles from "@/app/SignIn.module.css";
import { explain } from "@/ui/explain";

interface Credentials {
  username: string;
  password: string;
}

export function SignIn() {
  const { t } = useTranslation();
  const { back } = useSearch({ from: "/sign-in" });
  const { language } = usePreferences();
  const queries = useQueryClient();
  const router = useRouter();
  const refusal = useRefusal();
  const enter = useMutation({
    mutationFn: ({ username, password }: Credentials) => signIn(username, password),
    onSuccess: async () => {
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
      router.history.push(back && /^\/(?!\/)/u.test(back) ? back : "/orders");
    },
  });

  return (
    <div className={styles["page"]}>
      <main className={styles["panel"]}>
        <header className={styles["head"]}>
          <img src="/favicon.svg" alt="" width={36} height={36} />
          <div>
            <h1>{t("brand")}</h1>
            <p>{t("signIn.lead")}</p>
          </div>
        </header>
        <Form<Credentials> layout="vertical" size="large" requiredMark={false} onFinish={(values) => enter.mutate(values)}>
          <Form.Item
            name="username"
            label={t("signIn.username")}
            rules={[{ required: true, message: t("signIn.usernameNeeded") }]}
          >
            <Input autoComplete="username" autoFocus />
          </Form.Item>
          <Form.Item
            name="password"
            label={t("signIn.password")}
            rules={[{ required: true, message: t("signIn.passwordNeeded") }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {enter.error && (
            <p className={styles["refused"]} role="alert">
              {refusal(enter.error)}
            </p>
          )}
          <Button type="primary" htmlType="submit" block loading={enter.isPending}>
            {t("signIn.submit")}
          </Button>
        </Form>
        <footer className={styles["foot"]}>
          <span>{t("signIn.security")}</span>
          <button
            type="button"
            className="bare"
            onClick={() => prefer({ language: language === "en" ? "zh-CN" : "en" })}
          >
            {language === "en" ? "简体中文" : "English"}
          </button>
        </footer>
      </main>
    </div>
  );
}

function useRefusal(): (problem: unknown) => string {
  const { t } = useTranslation();
  return (problem) => {
    if (!(problem instanceof Problem)) return t("signIn.failed", { detail: explain(problem) });
    if (problem.status === 429) return t("signIn.limited");
    if (problem.status === 401 || problem.status === 403) return t("signIn.wrong");
    return explain(problem);
  };
}
