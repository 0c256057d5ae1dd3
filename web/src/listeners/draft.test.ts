import { describe, expect, it } from "vitest";
import { newAction, newSpec, wanting } from "@/listeners/draft";

describe("a draft of a listener", () => {
  const spec = newSpec("Large orders");

  it("wants its events, its actions, and what each action names", () => {
    expect(wanting({ ...spec, events: [] })).toEqual({ what: "events", nth: 0 });
    expect(wanting({ ...spec, actions: [] })).toEqual({ what: "actions", nth: 0 });
    expect(wanting(spec)).toEqual({ what: "tag", nth: 1 });
    const tagged = { ...newAction("tag"), tag: "large" };
    expect(wanting({ ...spec, actions: [tagged, newAction("note")] })).toEqual({ what: "text", nth: 2 });
    expect(wanting({ ...spec, actions: [newAction("notify")] })).toEqual({ what: "people", nth: 1 });
    expect(wanting({ ...spec, actions: [newAction("webhook")] })).toEqual({ what: "endpoints", nth: 1 });
    expect(wanting({ ...spec, actions: [newAction("hold"), newAction("release")] })).toEqual({ what: "clash", nth: 0 });
  });

  it("wants nothing when it can be kept", () => {
    expect(wanting({ ...spec, actions: [{ ...newAction("tag"), tag: "large" }, newAction("release")] })).toBeNull();
  });
});
