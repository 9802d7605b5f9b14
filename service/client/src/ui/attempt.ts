/** Base of what does something for its reader, and says why it did not work. */

import { explain } from "../i18n/i18n.ts";
import { codeOf } from "../protocol/http.ts";
import { LightElement } from "./element.ts";

export class Attempt extends LightElement {
  static override properties = { busy: { state: true }, trouble: { state: true } };

  busy = false;
  /** Why what was tried last did not work, as it is said; "": it did. */
  trouble = "";

  /** Try it, once at a time: a second press while it goes on is none. @returns Whether it was done. */
  protected async done(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      return await this.tried(work);
    } finally {
      this.busy = false;
    }
  }

  /** @returns Whether it was done. */
  protected async tried(work: () => Promise<unknown>): Promise<boolean> {
    this.trouble = "";
    try {
      await work();
      return true;
    } catch (error) {
      this.refused(error);
      return false;
    }
  }

  /** Say why it was not. */
  protected refused(error: unknown): void {
    this.trouble = explain(codeOf(error));
  }
}
