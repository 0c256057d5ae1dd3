/** A problem in one sentence of the reader's language. */
import { Problem } from "@/api/http";
import i18n from "@/i18n";

const SHOWN = 5;

export type KnownProblem =
  | "unreachable"
  | "signed_out"
  | "forbidden"
  | "not_found"
  | "server_error"
  | "refused";

export function kindOf(problem: unknown): KnownProblem {
  if (!(problem instanceof Problem)) return "refused";
  if (problem.status === 0) return "unreachable";
  if (problem.status === 401) return "signed_out";
  if (problem.status === 403) return "forbidden";
  if (problem.status === 404) return "not_found";
  return problem.status >= 500 ? "server_error" : "refused";
}

/** A code of the hub in the reader's language; what the hub said where we have no words for it. */
export function codeWords(code: string, said: string): string {
  return i18n.t(`problem.code.${code as "stale_version"}`, { defaultValue: said });
}

type Wrong = NonNullable<Problem["body"]["errors"]>[number];

/** A value that was refused and why; `where` is its way into the request, `body.safety`. */
function valueWords({ where = "", code, detail = "" }: Wrong): string {
  const why = i18n.t(`problem.value.${code as "missing"}`, { defaultValue: detail });
  return i18n.t("named", { name: where.split(".").slice(1).join(".") || where, value: why });
}

/** What the hub said; its detail names the fields that were wrong. */
export function detailOf(problem: unknown): string {
  if (!(problem instanceof Problem)) return problem instanceof Error ? problem.message : String(problem);
  const wrong = problem.body.errors ?? [];
  if (wrong.length > 0) return wrong.slice(0, SHOWN).map(valueWords).join(i18n.t("comma"));
  return codeWords(problem.code, problem.body.detail ?? problem.body.title ?? "");
}

export function explain(problem: unknown): string {
  const detail = detailOf(problem);
  const kind = kindOf(problem);
  const title = i18n.t(`problem.${kind}.title`);
  return detail
    ? i18n.t("problem.said", { title, detail })
    : i18n.t("problem.unsaid", { title, next: i18n.t(`problem.${kind}.next`) });
}
