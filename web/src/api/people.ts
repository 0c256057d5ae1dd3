/** Users, roles and API keys at the hub. */
import { queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type User = Wire["UserOut"];
export type ApiKey = Wire["KeyOut"];

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/users"))).items,
});

export const keysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/api-keys"))).items,
});

export function addUser(user: Wire["UserIn"]): Promise<User> {
  return bodyOf(hub.POST("/api/v1/users", { body: user }));
}

export function changeUser(id: number, change: Wire["UserChangeIn"]): Promise<User> {
  return bodyOf(hub.PATCH("/api/v1/users/{user_id}", { params: { path: { user_id: id } }, body: change }));
}

export async function resetPassword(id: number, password: string): Promise<void> {
  await hub.POST("/api/v1/users/{user_id}/password", { params: { path: { user_id: id } }, body: { password } });
}

export function mintKey(key: Wire["KeyIn"]): Promise<Wire["MintedKeyOut"]> {
  return bodyOf(hub.POST("/api/v1/api-keys", { body: key }));
}

export async function revokeKey(id: number): Promise<void> {
  await hub.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } });
}
