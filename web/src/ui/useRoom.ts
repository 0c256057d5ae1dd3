/** How wide an element is inside its borders, in pixels, followed as it changes. */
import { type RefObject, useLayoutEffect, useState } from "react";

export function useRoom(element: RefObject<HTMLElement | null>): number {
  const [room, setRoom] = useState(Infinity);
  useLayoutEffect(() => {
    const place = element.current;
    if (!place) return undefined;
    const measure = () => setRoom(place.clientWidth);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(place);
    return () => watch.disconnect();
  }, [element]);
  return room;
}
