/** What lists can be filtered by: tags and queues that are known, and what the service has of channels and languages. */

import { Signal } from "signal-polyfill";
import { nameOf } from "../i18n/languages.ts";
import { desk, type Facets as Known } from "./doors.ts";
import type { Facet } from "./filter.ts";
import type { Labels } from "./labels.ts";
import type { Office } from "./office.ts";
import type { Staff } from "./staff.ts";

export interface Value {
  readonly value: string;
  readonly says: string;
}

export class Facets {
  private readonly held = new Signal.State<Known>({ channels: [], languages: [] });

  constructor(
    private readonly office: Office,
    private readonly labels: Labels,
    private readonly staff: Staff,
  ) {}

  /** Ask anew; what is not to be had stays as it was. */
  async load(): Promise<void> {
    const found = await desk.facets().catch(() => null);
    if (found) this.held.set(found);
  }

  /** What one may be, by what it is called. */
  of(facet: Facet): readonly Value[] {
    return this.all(facet).sort((one, two) => one.says.localeCompare(two.says));
  }

  /** @returns How it is called; a dash where that is not known. */
  named(facet: Facet, value: string): string {
    if (facet === "language") return nameOf(value);
    return this.all(facet).find((one) => one.value === value)?.says ?? "–";
  }

  private all(facet: Facet): Value[] {
    if (facet === "language")
      return this.held.get().languages.map((value) => ({ value, says: nameOf(value) }));
    if (facet === "channel")
      return this.held.get().channels.map((one) => this.value(one, one.organisation_id));
    const from = facet === "tag" ? this.labels : { of: (id: string) => this.staff.queues(id) };
    return this.office.answers.flatMap(({ id }) => from.of(id).map((one) => this.value(one, id)));
  }

  /** Whose it is is said where I answer for several. */
  private value({ id, name }: { readonly id: string; readonly name: string }, organisation: string): Value {
    const { answers } = this.office;
    const whose = answers.length > 1 ? answers.find((one) => one.id === organisation)?.name : "";
    return { value: id, says: whose ? `${name} · ${whose}` : name };
  }
}
