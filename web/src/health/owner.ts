/** Whose APIs a row of the board is about: a shop, or a peer (a warehouse, a carrier, a gateway). */
import type { ApiHealth, PeerHealth, ShopHealth } from "@/api/health";
import type { Wire } from "@/api/http";

export interface Owner {
  /** As the address holds it: `12`, or `warehouse:3`. */
  key: string;
  shopId: number | null;
  name: string;
  /** The channel, or the kind of peers. */
  channel: string;
  label: string;
  incidents: readonly number[];
  apis: readonly ApiHealth[];
}

export type KindWords = (kind: string) => string;

export const WHOSE = ["all", "shops", "peers"] as const;
export type Whose = (typeof WHOSE)[number];

function ofShop(shop: ShopHealth): Owner {
  return { ...shop, key: String(shop.shop_id), shopId: shop.shop_id };
}

function ofPeer(peer: PeerHealth, words: KindWords): Owner {
  return { ...peer, key: peer.peer, shopId: null, channel: peer.kind, label: words(peer.kind) };
}

/** Peers first: there are few of them, and each serves many shops. */
export function ownersOf(board: Wire["BoardOut"], words: KindWords, whose: Whose = "all"): Owner[] {
  const peers = whose === "shops" ? [] : board.peers.map((peer) => ofPeer(peer, words));
  const shops = whose === "peers" ? [] : board.shops.map(ofShop);
  return [...peers, ...shops];
}

/** What narrows the charts to the owner. */
export const calledBy = (owner: Owner) =>
  owner.shopId === null ? { peer: owner.key } : { shop_id: owner.shopId };
