/** The board's keys: 1 … 9 open a lane's orders, ← and → move between its figures. */
import { useNavigate } from "@tanstack/react-router";
import type { RefObject } from "react";
import { type FlowSearch, type LaneNow, ordersOf } from "@/flow/flowSearch";
import { useKeys } from "@/ui/useKeys";

export function useLaneKeys(board: RefObject<HTMLElement | null>, lanes: readonly LaneNow[], search: FlowSearch): void {
  const navigate = useNavigate();
  const step = (by: 1 | -1) => {
    const links = [...(board.current?.querySelectorAll<HTMLElement>("[data-figure]") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[(at + by + links.length) % links.length]?.focus();
  };
  const open = (lane: LaneNow) => void navigate({ to: "/orders", search: ordersOf(lane.lane, search) });
  useKeys({
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
    ...Object.fromEntries(lanes.map((lane, place) => [String(place + 1), () => open(lane)])),
  });
}
