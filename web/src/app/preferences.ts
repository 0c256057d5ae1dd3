/** What a person likes, kept in this browser: appearance, language, row height, columns of each list. */
import { useSyncExternalStore } from "react";
import type { Language } from "@/i18n";
import { useMedia } from "@/ui/useMedia";

export type Appearance = "system" | "light" | "dark";
export type Density = "dense" | "comfortable";

export interface Preferences {
  appearance: Appearance;
  language: Language;
  density: Density;
  columns: Record<string, string[]>;
  /** Of the scan page: the carrier where a waybill does not tell it, and its sounds. */
  scanCarrier: string;
  scanSound: boolean;
}

const KEY = "orderhub.preferences";
const listeners = new Set<() => void>();

function initial(): Preferences {
  const language: Language = navigator.language.startsWith("zh") ? "zh-CN" : "en";
  const fallback: Preferences = { appearance: "system", language, density: "dense", columns: {}, scanCarrier: "SF", scanSound: true };
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
    return { ...fallback, ...kept };
  } catch {
    return fallback;
  }
}

let current = initial();

export function preferences(): Preferences {
  return current;
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser without storage still works; it only forgets.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}

const DARK = matchMedia("(prefers-color-scheme: dark)");
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/** True when the screen is to be drawn dark, by choice or by the system. */
export function useDark(): boolean {
  const system = useMedia(DARK);
  const { appearance } = usePreferences();
  return appearance === "system" ? system : appearance === "dark";
}

/** True when the person asked their system for no movement. */
export function useStill(): boolean {
  return useMedia(STILL);
}
