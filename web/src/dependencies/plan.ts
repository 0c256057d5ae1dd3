/** A plan being typed: what may be chosen for it, and when it is worth a preview. Pure. */
import type { Dependencies, Kind, Plan } from "@/api/dependencies";

/** What shops depend on now, of one kind; our own address is known without choosing. */
export function subjectsOf(kind: Kind, found: Dependencies | undefined): string[] {
  if (!found || kind === "egress_address") return [];
  if (kind === "app_key") return found.apps.filter((app) => app.app_key).map((app) => `${app.channel}:${app.app_key}`);
  return found.hosts.filter((host) => kind === "domain" || host.secured).map((host) => host.host);
}

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f:]*:[\da-f:.]+)$/iu;

export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

export function planOf(kind: Kind, subject: string | undefined, planned: string | undefined): Plan | null {
  const wanted = planned?.trim() ?? "";
  if (kind === "egress_address") return isAddress(wanted) ? { kind, subject: "", planned: wanted } : null;
  return subject && wanted ? { kind, subject, planned: wanted } : null;
}
