/** Canned answers by shortcut: a slash at the beginning of a message offers them, arrow keys choose, Enter inserts. */

import { html, nothing, render, type TemplateResult } from "lit";
import { announce } from "../../ui/announce.ts";
import { answersOf, offers, refreshAnswers, type Answer, type Offer } from "../../state/canned.ts";
import { t } from "../../i18n/i18n.ts";
import { inWords } from "../../i18n/languages.ts";
import { tell } from "./field.ts";
import { fold } from "../../text/text.ts";
import type { Session } from "../../state/session.ts";
import type { OrganisationName } from "../../protocol/generated.ts";

const MOST = 8;
const BEGUN = /^\/([^\s/]*)$/u;

export interface Where {
  input: HTMLTextAreaElement;
  /** What the list is drawn into. */
  list: HTMLElement;
  session: Session;
  /** Put an answer in the place of what was typed. */
  insert: (answer: Answer) => void;
  /** Whose conversation it is, if one's. */
  organisation: () => OrganisationName | null | undefined;
  /** What the other side reads. */
  reads: () => string;
}

export const shortcuts = (where: Where): Shortcuts => new Shortcuts(where);

export class Shortcuts {
  chosen: number;
  away: boolean;
  list: HTMLElement;
  offered: Offer[];

  constructor(readonly where: Where) {
    const { input, list } = where;
    this.offered = [];
    this.chosen = 0;
    /** Escape was pressed: quiet until another text begins. */
    this.away = false;
    this.list = list;
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the keyboard stays in the field
    input.addEventListener("keydown", (event) => this.pressed(event), { capture: true });
    input.addEventListener("blur", () => this.show([]));
  }

  get open() {
    return !this.list.hidden;
  }

  /** The text has changed. */
  look() {
    const begun = this.where.input.value.match(BEGUN);
    if (!begun) this.away = false;
    if (!begun || this.away || document.activeElement !== this.where.input) return this.show([]);
    const known = answersOf(this.where.session);
    refreshAnswers(this.where.session, () => this.look());
    this.show(
      known
        ? fitting(
            offers(known, this.where.organisation()?.id, this.where.session.me.language, this.where.reads()),
            begun[1] ?? "",
            this.where.session.me.language,
          )
        : [],
    );
  }

  show(answers: Offer[]) {
    const before = this.offered;
    this.offered = answers;
    const ids = (all: Offer[]) => all.map(({ shown }) => shown.id).join();
    if (ids(answers) !== ids(before)) this.chosen = 0;
    this.list.hidden = !answers.length;
    render(
      answers.map((one, index) => this.option(one, index)),
      this.list,
    );
    this.mark();
    if (answers.length && answers.length !== before.length)
      announce(t("canned.found", { count: answers.length }));
  }

  option({ shown: one, goes }: Offer, index: number): TemplateResult {
    return html`<div
      class="shortcut"
      role="option"
      id="${this.list.id}-${index}"
      data-testid="shortcut"
      @click=${() => this.take(index)}
    >
      <bdi class="shortcut-name" dir="ltr">/${one.shortcut}</bdi
      ><span class="shortcut-text" lang=${one.language} dir="auto">${one.text}</span
      >${kept(one, goes)}${this.whose(one)}
    </div>`;
  }

  /** Nothing is said of my own. */
  whose({ installation, organisation }: Answer): TemplateResult | typeof nothing {
    if (!installation && !organisation) return nothing;
    const name = installation ? t("canned.house") : this.where.organisation()?.name;
    return html`<span class="shortcut-whose">${name}</span>`;
  }

  /** Which one Enter would take; what a screen reader is told of the list while it is there. */
  mark() {
    [...this.list.children].forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === this.chosen));
      if (index === this.chosen) option.scrollIntoView({ block: "nearest" });
    });
    const { open } = this;
    tell(this.where.input, {
      "aria-controls": open ? this.list.id : null,
      "aria-haspopup": open ? "listbox" : null,
      "aria-activedescendant": open ? `${this.list.id}-${this.chosen}` : null,
    });
  }

  pressed(event: KeyboardEvent) {
    if (!this.open || event.isComposing || event.shiftKey) return;
    const { length } = this.offered;
    const keys: Record<string, () => unknown> = {
      ArrowDown: () => (this.chosen = (this.chosen + 1) % length),
      ArrowUp: () => (this.chosen = (this.chosen + length - 1) % length),
      Enter: () => this.take(this.chosen),
      Tab: () => this.take(this.chosen),
      Escape: () => ((this.away = true), this.show([])),
    };
    const does = keys[event.key];
    if (!does) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    does();
    if (this.open) this.mark();
  }

  take(index: number) {
    const taken = this.offered[index];
    this.show([]);
    if (taken) this.where.insert(taken.goes);
  }
}

/** It goes in other words than these: those that are kept for who reads it. */
function kept(shown: Answer, { id, language }: Answer): TemplateResult | typeof nothing {
  if (id === shown.id) return nothing;
  return html`<span class="shortcut-whose" data-testid="shortcut-goes"
    >${t("canned.goes", { language: inWords(language) })}</span
  >`;
}

/** Those that begin with what was typed; my language and my own first. */
function fitting(all: Offer[], typed: string, language: string): Offer[] {
  const begun = fold(typed);
  const spoken = language.split("-")[0];
  const rank = ({ shown: one }: Offer) =>
    (one.language === spoken ? 0 : 3) + (one.installation ? 2 : one.organisation ? 1 : 0);
  return all
    .filter(({ shown }) => fold(shown.shortcut).startsWith(begun))
    .sort((one, two) => rank(one) - rank(two) || one.shown.shortcut.localeCompare(two.shown.shortcut))
    .slice(0, MOST);
}
