/** Organisations that I am in, and who else is: asked once, when the desk opens. */

import type { Me } from "../protocol/types.ts";
import type { Organisation } from "../protocol/generated.ts";
import { desk } from "./doors.ts";

const MANAGE = new Set(["owner", "admin"]);

export class Office {
  private readonly names: ReadonlyMap<string, string>;

  private constructor(
    readonly organisations: readonly Organisation[],
    names: Iterable<readonly [string, string]>,
  ) {
    this.names = new Map(names);
  }

  /** Rejects where the organisations are not to be had; colleagues whose names are not are called by a dash. */
  static async open(): Promise<Office> {
    const organisations = await desk.organisations();
    const members = organisations.map(({ id }) => desk.members(id).catch(() => []));
    const names = (await Promise.all(members))
      .flat()
      .map(({ account_id, name }) => [account_id, name] as const);
    return new Office(organisations, names);
  }

  static async found(name: string, me: Me): Promise<void> {
    await desk.found(name, me);
  }

  /** Those in which I answer. */
  get answers(): readonly Organisation[] {
    return this.organisations.filter(({ role }) => role !== "analyst");
  }

  /** Those whose channels I set up. */
  get manages(): readonly Organisation[] {
    return this.organisations.filter(({ role }) => MANAGE.has(role));
  }

  nameOf(account: string): string {
    return this.names.get(account) ?? "–";
  }
}
