/** Gives the screens the live stream while a person is signed in. */
import { type ReactNode, createContext, use, useEffect, useRef, useState } from "react";
import { API } from "@/api/http";
import { type LiveEvent, type LiveStream, type Topic, liveStream } from "@/live/stream";

const LiveContext = createContext<LiveStream | null>(null);

export function LiveProvider({ children }: { children: ReactNode }) {
  const [stream] = useState(() => liveStream(`${API}/events`));
  useEffect(() => stream.start(), [stream]);
  return <LiveContext value={stream}>{children}</LiveContext>;
}

/** Calls `react` with the events of `topics`, gathered so that it runs at most once per `pause` ms. */
export function useLive(
  topics: readonly Topic[],
  react: (events: LiveEvent[]) => void,
  pause = 1000,
): void {
  const stream = use(LiveContext);
  const latest = useRef(react);
  useEffect(() => {
    latest.current = react;
  });
  const wanted = topics.join(" ");
  useEffect(() => {
    if (!stream) return undefined;
    let gathered: LiveEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const batch = gathered;
      gathered = [];
      latest.current(batch);
    };
    const leave = stream.onEvent((event) => {
      if (event.topic !== "resync" && !wanted.split(" ").includes(event.topic)) return;
      gathered.push(event);
      timer ??= setTimeout(flush, pause);
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [stream, wanted, pause]);
}

export function useIsLive(): boolean {
  const stream = use(LiveContext);
  const [isUp, setUp] = useState(false);
  useEffect(() => stream?.onState(setUp), [stream]);
  return isUp;
}
