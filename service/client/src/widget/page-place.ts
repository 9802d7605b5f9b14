/** What the site's page keeps for the frame: read at once, written over the port. */

import type { Place } from "./kept.ts";
import type { FromFrame, FromPage, Welcome } from "./talk.ts";

/** The site's page, as the frame speaks with it. */
export type Page = Omit<MessagePort, "postMessage"> & { postMessage(said: FromFrame): void };

/** A site's scripts can read it there: its page is the business's own, which reads what is written anyway. */
export function pagePlace(page: Page, { kept }: Welcome): Place {
  const held = new Map(Object.entries(kept));
  const put = (name: string, value: string | null) =>
    void (value === null ? held.delete(name) : held.set(name, value));
  return {
    read: (name) => held.get(name) ?? null,
    write: (name, value) => {
      put(name, value);
      page.postMessage({ type: "keep", name, value });
    },
    onChange: (heard) =>
      page.addEventListener("message", ({ data }: MessageEvent<FromPage>) => {
        if (data.type !== "kept") return;
        put(data.name, data.value);
        heard(data.name);
      }),
  };
}
