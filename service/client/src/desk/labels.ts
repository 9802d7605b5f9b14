/** Tags of the organisations that I answer for: asked for once, and again when one turns up that is not known. */

import { Signal } from "signal-polyfill";
import { Latest } from "../state/moments.ts";
import { desk, type Tag } from "./doors.ts";
import type { Office } from "./office.ts";

export class Labels {
  /** By organisation. */
  private readonly held = new Signal.State<ReadonlyMap<string, readonly Tag[]>>(new Map());
  private readonly asking = new Latest();

  constructor(private readonly office: Office) {}

  async load(): Promise<void> {
    const counts = this.asking.ask();
    const all = this.office.answers.map(async ({ id }) => {
      const found = await desk.tags(id).catch(() => this.of(id));
      return [id, found] as const;
    });
    const found = new Map(await Promise.all(all));
    if (counts()) this.held.set(found);
  }

  of(organisation: string): readonly Tag[] {
    return this.held.get().get(organisation) ?? [];
  }

  /** Those of these ids that are known, by name. */
  named(organisation: string, ids: readonly string[] = []): readonly Tag[] {
    const wanted = new Set(ids);
    return this.of(organisation).filter(({ id }) => wanted.has(id));
  }
}
