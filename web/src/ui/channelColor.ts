/** One colour per channel everywhere, made from its code, so that a new channel needs no edit here. */

const COLORS = ["#e8731a", "#c8262e", "#2f6fd0", "#12908e", "#8a4fd3", "#b3882b", "#5b7f2b", "#c2407e"];

export function channelColor(code: string): string {
  let hash = 7;
  for (const letter of code) hash = (hash * 31 + letter.charCodeAt(0)) % 9973;
  return COLORS[hash % COLORS.length] ?? "#7a8594";
}
