/** Organisations that I am in, and who else is: asked once, when the desk opens. */

import type { Me } from "../protocol/types.ts";
import type { Organisation } from "../protocol/generated.ts";
import { desk, type Member } from "./doors.ts";
import type { MemberChanged } from "./shapes.ts";

const MANAGE = new Set(["owner", "admin"]);

export interface Colleague {
  readonly id: string;
  readonly name: string;
}

export class Office {
  private constructor(
    private readonly me: string,
    readonly organisations: readonly Organisation[],
    private readonly members: ReadonlyMap<string, readonly Member[]>,
  ) {}

  /** Rejects where the organisations are not to be had; colleagues whose names are not are called by a dash. */
  static async open(me: Me): Promise<Office> {
    const organisations = await desk.organisations();
    const members = organisations.map(
      async ({ id }) => [id, await desk.members(id).catch(() => [])] as const,
    );
    return new Office(me.id, organisations, new Map(await Promise.all(members)));
  }

  static async found(name: string, me: Me): Promise<void> {
    await desk.found(name, me);
  }

  /** Names of those in which nobody writes, by whoever runs the service. */
  get suspended(): readonly string[] {
    return this.organisations.filter((one) => one.suspended_at).map(({ name }) => name);
  }

  /** Those in which I answer. */
  get answers(): readonly Organisation[] {
    return this.organisations.filter(({ role }) => role !== "analyst");
  }

  /** Those whose channels I set up. */
  get manages(): readonly Organisation[] {
    return this.organisations.filter(({ role }) => MANAGE.has(role));
  }

  /** Those besides me who answer for it. */
  readonly colleagues = (organisation: string): readonly Colleague[] =>
    (this.members.get(organisation) ?? [])
      .filter(({ account_id, role }) => account_id !== this.me && role !== "analyst")
      .map(({ account_id: id, name }) => ({ id, name }));

  /** @returns Whether this gives me another role than I have here. */
  differs({ organisation_id, account_id, role }: MemberChanged): boolean {
    const mine = this.organisations.find(({ id }) => id === organisation_id)?.role ?? null;
    return account_id === this.me && role !== mine;
  }

  nameOf(account: string): string {
    const all = [...this.members.values()].flat();
    return all.find(({ account_id }) => account_id === account)?.name ?? "–";
  }
}
