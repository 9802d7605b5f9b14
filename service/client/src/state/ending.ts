/** How a session ends: as its person wishes, or because the service does not know it any more. */

import { api, codeOf, detailsOf } from "../protocol/http.ts";
import type { Leaving } from "../protocol/types.ts";
import { forget, leftBehind } from "./keep.ts";

/** @returns Only what is known to be ended loses what was written. */
export const whyNot = (error: unknown): "ended" | "expired" =>
  detailsOf(error)["reason"] === "ended" ? "ended" : "expired";

interface Ends {
  readonly me: { readonly id: string };
  end(reason: Leaving): void;
}

export class Ending {
  private readonly session: Ends;
  private isOver = false;
  private isLeaving = false;
  /** The socket was closed while it was being left. */
  private wasClosed = false;

  constructor(session: Ends) {
    this.session = session;
  }

  /** The socket was closed for want of a session: ask why, and let go of what must not stay. */
  async over(): Promise<void> {
    if (this.isOver) return;
    if (this.isLeaving) {
      this.wasClosed = true;
      return;
    }
    this.isOver = true;
    const reason = await api.me().then(() => "expired" as const, whyNot);
    this.session.end(reason);
    leftBehind(this.session.me.id, reason);
  }

  /** End this session here. */
  signOut(): Promise<void> {
    const signOut = () =>
      api.signOut().catch((error: unknown) => {
        if (codeOf(error) !== "not_signed_in") throw error;
      });
    return this.leave(signOut, "wished");
  }

  /** Delete my account, with all that this browser keeps of it. */
  deleteMe(password: string): Promise<void> {
    return this.leave(() => api.deleteMe(password), "deleted");
  }

  /**
   * Do what ends this session. Its socket may be closed before the answer comes: that is part of it, and no news.
   */
  private async leave(work: () => Promise<unknown>, reason: "wished" | "deleted"): Promise<void> {
    this.isLeaving = true;
    try {
      await work();
    } catch (error) {
      this.isLeaving = false;
      if (this.wasClosed) void this.over();
      throw error;
    }
    this.isOver = true;
    this.session.end(reason);
    forget(this.session.me.id);
  }
}
