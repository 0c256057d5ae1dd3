/** A problem in one sentence of the reader's language. */
import { Problem } from "@/api/http";
import i18n from "@/i18n";

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

/** What the hub said; its detail names the fields that were wrong. */
export function detailOf(problem: unknown): string {
  if (!(problem instanceof Problem)) return problem instanceof Error ? problem.message : String(problem);
  return problem.body.detail ?? problem.body.title ?? "";
}

export function explain(problem: unknown): string {
  const detail = detailOf(problem);
  const kind = kindOf(problem);
  const title = i18n.t(`problem.${kind}.title`);
  return detail
    ? i18n.t("problem.said", { title, detail })
    : i18n.t("problem.unsaid", { title, next: i18n.t(`problem.${kind}.next`) });
}
