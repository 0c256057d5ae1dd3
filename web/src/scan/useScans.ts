/** The device's scans, sent in the background until the hub has answered for each. */
import { useEffect, useRef, useState } from "react";
import { sendScans } from "@/api/fulfilment";
import { Problem } from "@/api/http";
import { BATCH, type KeptScan, answered, load, save, wire, withScan } from "@/scan/queue";
import { explain } from "@/ui/explain";

const AGAIN_MS = 3000;

interface Scans {
  scans: KeptScan[];
  isOnline: boolean;
  add(scan: KeptScan): void;
  clear(): void;
}

/** Refused as a whole: these will never be taken as they are. A lapsed sign-in or no answer is not that. */
function isFinal(problem: unknown): problem is Problem {
  return problem instanceof Problem && (problem.status === 422 || problem.status === 403);
}

export function useScans(heard: (scan: KeptScan) => void): Scans {
  const [scans, setScans] = useState(load);
  const [isOnline, setOnline] = useState(() => navigator.onLine);
  const [round, setRound] = useState(0);
  const isSending = useRef(false);
  const listener = useRef(heard);
  useEffect(() => {
    listener.current = heard;
  });
  useEffect(() => save(scans), [scans]);
  useEffect(() => {
    const again = () => setRound((now) => now + 1);
    const timer = setInterval(again, AGAIN_MS);
    const back = () => {
      setOnline(true);
      again();
    };
    const gone = () => setOnline(false);
    addEventListener("online", back);
    addEventListener("offline", gone);
    return () => {
      clearInterval(timer);
      removeEventListener("online", back);
      removeEventListener("offline", gone);
    };
  }, []);
  useEffect(() => {
    const waiting = scans.filter((scan) => scan.state === "queued").slice(-BATCH);
    if (waiting.length === 0 || isSending.current) return;
    isSending.current = true;
    const settle = (change: (now: KeptScan[]) => KeptScan[]) => {
      isSending.current = false;
      setScans(change);
      for (const scan of change(waiting)) listener.current(scan);
    };
    sendScans(waiting.map(wire)).then(
      (results) => {
        setOnline(true);
        settle((now) => answered(now, results));
      },
      (problem: unknown) => {
        isSending.current = false;
        if (!isFinal(problem)) {
          setOnline(false);
          return;
        }
        const ids = new Set(waiting.map((scan) => scan.scan_id));
        settle((now) => now.map((scan) => (ids.has(scan.scan_id) ? { ...scan, state: "failed", reason: explain(problem) } : scan)));
      },
    );
  }, [scans, round]);
  return {
    scans,
    isOnline,
    add: (scan) => setScans((now) => withScan(now, scan)),
    clear: () => setScans((now) => now.filter((scan) => scan.state === "queued")),
  };
}
