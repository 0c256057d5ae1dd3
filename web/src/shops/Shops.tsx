export function Shops() {
  return null;
}
