/** Who is signed in and what they may do. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Problem, get, rememberCsrf, send } from "@/api/http";
import type { Permission, Session } from "@/api/types";

async function loadSession(): Promise<Session | null> {
  try {
    const session = await get<Session>("/session");
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

export function signIn(username: string, password: string): Promise<unknown> {
  return send("POST", "/session", { username, password });
}

export function signOut(): Promise<unknown> {
  return send("DELETE", "/session");
}

export function changePassword(before: string, after: string): Promise<unknown> {
  return send("POST", "/session/password", { old: before, new: after });
}

export function useSession(): Session | null {
  return useQuery(sessionQuery).data ?? null;
}

export function useMay(): (permission: Permission) => boolean {
  const permissions = useSession()?.permissions;
  return (permission) => permissions?.includes(permission) ?? false;
}
