/** A CEL condition as blocks, and blocks as CEL; what blocks cannot say stays text. */
import type { RuleGroupType, RuleProcessor } from "react-querybuilder";
import { defaultRuleProcessorCEL, formatQuery } from "react-querybuilder/formatQuery";
import { parseCEL } from "react-querybuilder/parseCEL";
import type { FieldType } from "@/listeners/paths";

export type Blocks = RuleGroupType;
export const NO_BLOCKS: Blocks = { combinator: "and", rules: [] };

const IN_LIST = /("(?:[^"\\]|\\.)*")\s+in\s+(order\.\w+)/g;
const NOT_IN_LIST = /!\s*\(\s*("(?:[^"\\]|\\.)*")\s+in\s+(order\.\w+)\s*\)/g;

export function celOf(blocks: Blocks, types: ReadonlyMap<string, FieldType>): string {
  if (blocks.rules.length === 0) return "";
  const ruleProcessor: RuleProcessor = (rule, options) => {
    const type = types.get(rule.field);
    const negated = rule.operator === "doesNotContain";
    if (type === "list") {
      const said = `${JSON.stringify(String(rule.value))} in ${rule.field}`;
      return negated ? `!(${said})` : said;
    }
    if (type === "number") return `${rule.field} ${SYMBOL[rule.operator] ?? rule.operator} ${decimal(rule.value)}`;
    return defaultRuleProcessorCEL(rule, { ...options, parseNumbers: type === "integer" });
  };
  return formatQuery(blocks, { format: "cel", ruleProcessor });
}

const SYMBOL: Record<string, string> = { "=": "==" };

/** CEL tells 100 from 100.0: an amount is the latter. */
function decimal(value: unknown): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return "0.0";
  return Number.isInteger(number) ? `${number}.0` : String(number);
}

/** Null where blocks would say something else than the text does. */
export function blocksOf(when: string, types: ReadonlyMap<string, FieldType>): Blocks | null {
  if (when.trim() === "") return NO_BLOCKS;
  try {
    const parsed = parseCEL(contained(when)) as Blocks;
    return parsed.rules.length > 0 && bare(celOf(parsed, types)) === bare(when) ? parsed : null;
  } catch {
    return null;
  }
}

/** `"x" in order.tags` in the words that the parser has blocks for. */
function contained(when: string): string {
  return when.replaceAll(NOT_IN_LIST, "!$2.contains($1)").replaceAll(IN_LIST, "$2.contains($1)");
}

/** The same condition however it is spaced, bracketed or its amounts are written. */
function bare(when: string): string {
  return when
    .replaceAll(/"(?:[^"\\]|\\.)*"|\s+|[()]/g, (part) => (part.startsWith('"') ? part : ""))
    .replaceAll(/(\d)\.0+(?!\d)/g, "$1");
}
