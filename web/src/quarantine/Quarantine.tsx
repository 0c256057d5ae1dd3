export function Quarantine() {
  return null;
}
