/** Shops and channels at the hub. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { get } from "@/api/http";
import type { Page } from "@/api/types";

export interface CredentialField {
  name: string;
  label: string;
  secret: boolean;
  required: boolean;
  hint?: string | null;
}

export type Searchability = "plain" | "mask" | "index" | "none";

export interface Channel {
  code: string;
  label: string;
  capabilities: string[];
  credential_fields?: CredentialField[];
  search: Record<string, Searchability>;
}

export type ShopState = "active" | "paused" | "reauthorise" | "blocked";

export interface Shop {
  id: number;
  channel: string;
  name: string;
  state: ShopState;
  region: string;
  poll_every_s: number;
  last_good_at: string | null;
  next_run_at: string | null;
  lag_s: number | null;
  last_error: { code: string; message: string; since: string } | null;
  orders_total: number;
  searchable: { phone: Searchability; buyer: Searchability };
}

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: async () => {
    const answer = await get<Channel[] | Page<Channel>>("/channels");
    return Array.isArray(answer) ? answer : answer.items;
  },
  staleTime: 10 * 60_000,
});

export const shopsQuery = queryOptions({
  queryKey: ["shops"],
  queryFn: async () => (await get<Page<Shop>>("/shops")).items,
  staleTime: 15_000,
});

/** Channel and shop names by id, for lists that carry only ids. */
export function useShopNames(): { shop(id: number): string; channel(code: string): string } {
  const shops = useQuery(shopsQuery).data;
  const channels = useQuery(channelsQuery).data;
  return {
    shop: (id) => shops?.find((shop) => shop.id === id)?.name ?? `#${id}`,
    channel: (code) => channels?.find((channel) => channel.code === code)?.label ?? code,
  };
}
