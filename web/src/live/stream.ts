/** One event stream per browser: the tab that wins the lock holds it, the others hear it over a channel. */

/** `resync`: the screen fell behind and what it missed is not told. */
const TOPICS = [
  "orders",
  "counts",
  "runs",
  "backfills",
  "quarantine",
  "shops",
  "incidents",
  "dependencies",
  "stock",
  "fulfilment",
  "exceptions",
  "sources",
  "resync",
] as const;
export type Topic = (typeof TOPICS)[number];

export interface LiveEvent {
  topic: Topic;
  shop_id?: number;
  numbers?: string[];
  n?: number;
}

type Said = { event: LiveEvent } | { isUp: boolean } | { ask: true };

export interface LiveStream {
  /** Opens the stream, or joins the one another tab holds; the answer leaves it again. */
  start(): () => void;
  onEvent(listener: (event: LiveEvent) => void): () => void;
  onState(listener: (isUp: boolean) => void): () => void;
}

const LOCK = "orderhub-live";
/** A stream the hub refused is not reopened by the browser; we ask again after this long. */
const ASK_AGAIN = 5000;

function parse(topic: Topic, text: string): LiveEvent | null {
  try {
    return { ...(JSON.parse(text) as Omit<LiveEvent, "topic">), topic };
  } catch {
    return null;
  }
}

/** Keeps an EventSource open at `url` until the answer is called. */
function keepOpen(url: string, say: (said: Said) => void): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(url, { withCredentials: true });
    source.addEventListener("open", () => say({ isUp: true }));
    source.addEventListener("error", () => {
      say({ isUp: false });
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, ASK_AGAIN);
    });
    for (const topic of TOPICS) {
      source.addEventListener(topic, ({ data }: MessageEvent<string>) => {
        const event = parse(topic, data);
        if (event) say({ event });
      });
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

export function liveStream(url: string): LiveStream {
  const events = new Set<(event: LiveEvent) => void>();
  const states = new Set<(isUp: boolean) => void>();
  let isUp = false;

  const hear = (said: Said) => {
    if ("event" in said) for (const listener of events) listener(said.event);
    else if ("isUp" in said) {
      isUp = said.isUp;
      for (const listener of states) listener(isUp);
    }
  };

  const start = () => {
    const tabs = new BroadcastChannel(LOCK);
    const stop = new AbortController();
    let isHolder = false;
    tabs.addEventListener("message", ({ data }: MessageEvent<Said>) => {
      if (!("ask" in data)) hear(data);
      else if (isHolder) tabs.postMessage({ isUp } satisfies Said);
    });
    const hold = () =>
      new Promise<void>((leave) => {
        // The lock may be granted just as this tab leaves; nobody would close the stream then.
        if (stop.signal.aborted) return leave();
        isHolder = true;
        const close = keepOpen(url, (said) => {
          hear(said);
          tabs.postMessage(said);
        });
        stop.signal.addEventListener("abort", () => {
          close();
          leave();
        });
      });
    if ("locks" in navigator) {
      navigator.locks.request(LOCK, { signal: stop.signal }, hold).catch((problem: unknown) => {
        if (!(problem instanceof DOMException && problem.name === "AbortError")) throw problem;
      });
      tabs.postMessage({ ask: true } satisfies Said);
    } else void hold();
    return () => {
      stop.abort();
      tabs.close();
    };
  };

  return {
    start,
    onEvent: (listener) => {
      events.add(listener);
      return () => events.delete(listener);
    },
    onState: (listener) => {
      states.add(listener);
      listener(isUp);
      return () => states.delete(listener);
    },
  };
}
