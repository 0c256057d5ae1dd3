/** JSON whose whole numbers keep every digit: a 19-digit order number must never become a JavaScript number. */

interface Source {
  source?: string;
}

function keepDigits(_key: string, value: unknown, context?: Source): unknown {
  const isCut = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  const digits = context?.source;
  return isCut && digits && /^-?\d+$/u.test(digits) ? BigInt(digits) : value;
}

export function parseExactly<Body>(text: string): Body {
  return JSON.parse(text, keepDigits) as Body;
}
