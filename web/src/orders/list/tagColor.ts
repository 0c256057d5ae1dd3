/** Colours rules may use by name; #rrggbb is taken as it is. */

const NAMED = {
  gold: "#d99a00",
  orange: "#e0701a",
  red: "#d83a31",
  magenta: "#c8257f",
  purple: "#7a45c9",
  geekblue: "#3856d6",
  blue: "#1f78d1",
  cyan: "#0f93a3",
  green: "#2c9a4b",
  lime: "#7da30c",
  gray: "#7a8594",
  yellow: "#d6a900",
} as const;

export type TagColorName = keyof typeof NAMED;

export const TAG_COLORS = Object.keys(NAMED) as TagColorName[];

export function tagColor(color: string | null): string {
  if (color && color in NAMED) return NAMED[color as TagColorName];
  return color && /^#[\da-f]{3,8}$/iu.test(color) ? color : NAMED.gray;
}
