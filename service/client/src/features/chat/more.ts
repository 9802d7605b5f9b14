/** The menu in the head of a chat: what is rarely needed, and on a phone also what has no room beside the name. */

import { nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import { codeOf } from "../../protocol/http.ts";
import type { Conversation } from "../../protocol/types.ts";
import { announce } from "../../ui/announce.ts";
import { Drop, type Item } from "../../ui/drop.ts";
import { defined } from "../../ui/element.ts";
import { withLate } from "../late.ts";

/** Languages with two ways for "you" into which a translation can be made to speak in either. */
const TWO_WAYS = /^(?:ca|es|fr|gl|it)\b/u;

/** What the chat does itself. */
export interface Acts {
  search: () => void;
  words: () => void;
  replies: () => void;
  block: () => void;
  /** The conversation was left. */
  left: () => void;
}

export class More extends Drop {
  static override properties = { ...Drop.properties, conversationId: { attribute: false } };

  conversationId!: string;
  acts!: Acts;

  protected get called() {
    return { name: "chat-menu", label: t("more.title") };
  }

  private get conversation(): Conversation | undefined {
    return this.session.state.conversations.get(this.conversationId);
  }

  override render(): TemplateResult | typeof nothing {
    return this.conversation ? super.render() : nothing;
  }

  protected items(): readonly Item[] {
    const { conversation } = this;
    return conversation ? this.choices(conversation) : [];
  }

  private choices({ state, organisation, muted, address, suggestions, other }: Conversation): Item[] {
    const { search, words, replies, block } = this.acts;
    const accepted = state === "accepted";
    const direct = !organisation;
    const all: (Item | false)[] = [
      { name: "menu-search", icon: "search", label: t("more.search"), does: search },
      accepted && { name: "menu-words", icon: "words", label: t("words.open"), does: words, narrow: true },
      {
        name: "menu-replies",
        icon: "replies",
        label: t(suggestions ? "more.replies_off" : "more.replies_on"),
        does: replies,
        narrow: true,
      },
      TWO_WAYS.test(other.language) && this.spoken(address === "formal" ? "informal" : "formal"),
      {
        name: "mute",
        icon: "muted",
        label: t(muted ? "more.unmute" : "more.mute"),
        does: () => void this.mute(!muted),
      },
      direct && { name: "leave", icon: "leave", label: t("more.leave"), does: () => void this.leave() },
      direct &&
        !other.deleted && {
          name: "report",
          icon: "warning",
          label: t("report.title", { name: other.name }),
          does: () => void this.report(),
        },
      accepted &&
        direct && {
          name: "block",
          icon: "block",
          label: t("requests.block_name", { name: other.name }),
          does: block,
        },
    ];
    return all.filter((one) => one !== false);
  }

  private spoken(other: Conversation["address"]): Item {
    return {
      name: "address",
      icon: "write",
      label: t(other === "formal" ? "more.formal" : "more.informal"),
      does: () => void this.speak(other),
    };
  }

  private async mute(muted: boolean): Promise<void> {
    try {
      await this.session.changeConversation(this.conversationId, { muted });
      announce(t(muted ? "more.muted" : "more.unmuted"));
    } catch (error) {
      announce(explain(codeOf(error)));
    }
  }

  private async speak(address: Conversation["address"]): Promise<void> {
    try {
      await this.session.changeConversation(this.conversationId, { address });
      announce(t(address === "formal" ? "more.is_formal" : "more.is_informal"));
    } catch (error) {
      announce(explain(codeOf(error)));
    }
  }

  private async leave(): Promise<void> {
    await withLate(({ openLeaving }) => openLeaving(this.session, this.conversationId, this.acts.left));
  }

  private async report(): Promise<void> {
    await withLate(({ openReport }) => openReport(this.session, this.conversationId));
  }
}

export const more = defined("duo-more", More);
