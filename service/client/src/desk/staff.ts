/** Who answers, who of them is here, and the queues: asked for when the desk opens, and when somebody looks. */

import { Signal } from "signal-polyfill";
import type { FromServer } from "../protocol/types.ts";
import { Latest, Moments } from "../state/moments.ts";
import type { Session } from "../state/session.ts";
import { desk, type Agent, type AgentChanged, type Presence, type Queue } from "./doors.ts";
import type { Office } from "./office.ts";

/** What is pushed of somebody. */
type Said = Pick<Agent, "state" | "chosen" | "capacity">;

interface Held {
  readonly agents: readonly Agent[];
  /** By organisation. */
  readonly queues: ReadonlyMap<string, readonly Queue[]>;
}

const at = ({ organisation_id, account_id }: Pick<Agent, "organisation_id" | "account_id">) =>
  `${organisation_id} ${account_id}`;

export class Staff {
  private readonly held = new Signal.State<Held>({ agents: [], queues: new Map() });
  private readonly leave: () => void;
  private readonly asking = new Latest();
  /** When somebody's state was last pushed, and as what. */
  private readonly moments = new Moments<string>();
  private readonly pushed = new Map<string, Said>();

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
    const { now } = this.moments;
    const counts = this.asking.ask();
    const [agents, ...queues] = await Promise.all([
      desk.agents().catch(() => this.held.get().agents),
      ...organisations.map(async (id) => {
        const found = await desk.queues(id).catch(() => this.queues(id));
        return [id, found] as const;
      }),
    ]);
    if (!counts()) return;
    this.held.set({ agents: agents.map((one) => this.newest(one, now)), queues: new Map(queues) });
  }

  /** As it was fetched, but for what was pushed since it was asked for. */
  private newest(fetched: Agent, asked: number): Agent {
    return this.moments.since(asked, at(fetched)) ? { ...fetched, ...this.pushed.get(at(fetched)) } : fetched;
  }

  /** What I have said of myself; null: it is not known. */
  get chosen(): Presence | null {
    return this.held.get().agents.find(({ account_id }) => account_id === this.session.me.id)?.chosen ?? null;
  }

  /** Say whether I am here. Rejects where that is refused. */
  async choose(state: Presence): Promise<void> {
    const { now } = this.moments;
    const said = await desk.setState(state);
    for (const one of said) this.put(this.newest(one, now));
    if (said.some((one) => this.newest(one, now).chosen !== state)) void this.load(); // which came later is not known
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
    if (frame.type === "ready") this.pushed.clear();
    if (frame.type === "ready") void this.load();
    if (frame.type !== "agent") return;
    const { organisation_id, account_id, state, capacity } = frame;
    const known = this.held
      .get()
      .agents.find((one) => one.organisation_id === organisation_id && one.account_id === account_id);
    const said = { state, chosen: state, capacity };
    this.moments.tell(at(frame));
    this.pushed.set(at(frame), said);
    if (known) this.put({ ...known, ...said });
  }

  private put(agent: Agent): void {
    const { agents, queues } = this.held.get();
    const same = (one: Agent) =>
      one.account_id === agent.account_id && one.organisation_id === agent.organisation_id;
    this.held.set({ agents: [...agents.filter((one) => !same(one)), agent], queues });
  }
}
