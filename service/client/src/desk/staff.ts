/** Who answers, who of them is here, and the queues: asked for when the desk opens, and when somebody looks. */

import { Signal } from "signal-polyfill";
import type { FromServer } from "../protocol/types.ts";
import type { Session } from "../state/session.ts";
import { desk, type Agent, type AgentChanged, type Presence, type Queue } from "./doors.ts";
import type { Office } from "./office.ts";

interface Held {
  readonly agents: readonly Agent[];
  /** By organisation. */
  readonly queues: ReadonlyMap<string, readonly Queue[]>;
}

export class Staff {
  private readonly held = new Signal.State<Held>({ agents: [], queues: new Map() });
  private readonly leave: () => void;

  constructor(
    private readonly session: Session,
    private readonly office: Office,
  ) {
    this.leave = session.onFrame((frame) => this.heard(frame));
  }

  stop(): void {
    this.leave();
  }

  /** Ask anew; what is not to be had stays as it was. */
  async load(): Promise<void> {
    const organisations = this.office.answers.map(({ id }) => id);
    const [agents, ...queues] = await Promise.all([
      desk.agents().catch(() => this.held.get().agents),
      ...organisations.map(async (id) => {
        const found = await desk.queues(id).catch(() => this.queues(id));
        return [id, found] as const;
      }),
    ]);
    this.held.set({ agents, queues: new Map(queues) });
  }

  /** What I have said of myself; null: it is not known. */
  get chosen(): Presence | null {
    return this.held.get().agents.find(({ account_id }) => account_id === this.session.me.id)?.chosen ?? null;
  }

  /** Say whether I am here. Rejects where that is refused. */
  async choose(state: Presence): Promise<void> {
    for (const one of await desk.setState(state)) this.put(one);
  }

  /** Colleagues in an organisation, those who are here first. */
  colleagues(organisation: string): readonly Agent[] {
    const rank = { online: 0, away: 1, offline: 2 };
    return this.held
      .get()
      .agents.filter((one) => one.organisation_id === organisation && one.account_id !== this.session.me.id)
      .sort((one, two) => rank[one.state] - rank[two.state] || one.load - two.load);
  }

  queues(organisation: string): readonly Queue[] {
    return this.held.get().queues.get(organisation) ?? [];
  }

  queue(organisation: string, id: string | null | undefined): Queue | null {
    return this.queues(organisation).find((one) => one.id === id) ?? null;
  }

  private heard(frame: FromServer | AgentChanged): void {
    if (frame.type === "ready") void this.load();
    if (frame.type !== "agent") return;
    const { organisation_id, account_id, state, capacity } = frame;
    const known = this.held
      .get()
      .agents.find((one) => one.organisation_id === organisation_id && one.account_id === account_id);
    if (known) this.put({ ...known, state, chosen: state, capacity });
  }

  private put(agent: Agent): void {
    const { agents, queues } = this.held.get();
    const same = (one: Agent) =>
      one.account_id === agent.account_id && one.organisation_id === agent.organisation_id;
    this.held.set({ agents: [...agents.filter((one) => !same(one)), agent], queues });
  }
}
