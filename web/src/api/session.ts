/** Who is signed in and what they may do. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Problem, bodyOf, hub, rememberCsrf } from "@/api/http";
import type { Permission, Session } from "@/api/types";

async function loadSession(): Promise<Session | null> {
  try {
    const session = (await bodyOf(hub.GET("/api/v1/session"))) as Session;
    rememberCsrf(session.csrf_token);
    return session;
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) return null;
    throw problem;
  }
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: loadSession,
  staleTime: 5 * 60_000,
  retry: false,
});

export async function signIn(username: string, password: string): Promise<void> {
  await hub.POST("/api/v1/session", { body: { username, password } });
}

export async function signOut(): Promise<void> {
  await hub.DELETE("/api/v1/session");
}

/** As the server judges a password (access/decide/passwords.py). */
export const SHORTEST_PASSWORD = 10;

export async function changePassword(before: string, after: string): Promise<void> {
  await hub.POST("/api/v1/session/password", { body: { old: before, new: after } });
}

export function useSession(): Session | null {
  return useQuery(sessionQuery).data ?? null;
}

export function useMay(): (permission: Permission) => boolean {
  const permissions = useSession()?.permissions;
  return (permission) => permissions?.includes(permission) ?? false;
}
