/** Minutes of a day as people write them. */
const two = (part: number) => String(part).padStart(2, "0");

export const clock = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
/** Monday to Sunday, as the hub counts them. */
export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export type Day = (typeof DAYS)[number];

export const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
