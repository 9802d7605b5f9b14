/** Find a person by handle or name, as you type, and start a conversation. */

import { api } from "../../protocol/http.ts";
import { fill, h } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { nameOf } from "../../i18n/languages.ts";
import { define, View } from "../../ui/view.ts";
import { avatar } from "../../ui/avatar.ts";

const PAUSE = 180;

class Find extends View {
  /** @type {(conversationId: string) => void} */
  found;
  /** @type {(searching: boolean) => void} */
  searching;

  build() {
    this.input = h("input", {
      type: "search",
      id: "find-input",
      testid: "find-input",
      placeholder: t("find.placeholder"),
      "aria-label": t("find.label"),
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      on: { input: () => this.typed(), keydown: (event) => this.pressed(event) },
    });
    this.status = h("p", { class: "find-status", role: "status" });
    this.results = h("ul", {
      class: "found",
      "aria-label": t("find.results"),
      on: { keydown: (event) => this.moved(event) },
    });
    this.append(h("search", { class: "search" }, icon("search"), this.input), this.status, this.results);
  }

  start() {
    this.input.focus();
  }

  typed() {
    clearTimeout(this.timer);
    const text = this.input.value.trim().replace(/^@/, "");
    this.searching(Boolean(text));
    if (!text) return this.show([], "");
    this.timer = setTimeout(() => this.look(text), PAUSE);
  }

  async look(text) {
    try {
      const answer = await api.find(text);
      if (text !== this.input.value.trim().replace(/^@/, "")) return;
      const people = (answer.people ?? answer).filter(({ id }) => id !== this.session.me.id);
      this.show(people, people.length ? t("find.count", { count: people.length }) : t("find.nobody", { text }));
    } catch (error) {
      this.show([], explain(error.code));
    }
  }

  show(people, status) {
    fill(this.status, status);
    this.status.classList.toggle("unseen", Boolean(people.length));
    fill(
      this.results,
      people.map((person) => h("li", {}, this.result(person))),
    );
  }

  result(person) {
    return h(
      "button",
      {
        class: "person",
        type: "button",
        testid: "find-result",
        data: { handle: person.handle },
        on: { click: () => this.choose(person) },
      },
      avatar(person),
      h("span", { class: "line-name" }, h("bdi", {}, person.name)),
      h("span", { class: "line-text" }, h("bdi", { dir: "ltr" }, `@${person.handle}`), " · ", nameOf(person.language)),
    );
  }

  async choose(person) {
    try {
      const id = await this.session.startWith(person.handle);
      this.clear();
      this.found(id);
    } catch (error) {
      fill(this.status, explain(error.code));
      this.status.classList.remove("unseen");
    }
  }

  clear() {
    this.input.value = "";
    this.typed();
  }

  pressed(event) {
    if (event.key === "Escape" && this.input.value) (event.preventDefault(), this.clear());
    const first = this.results.querySelector("button");
    if (event.key === "ArrowDown" && first) (event.preventDefault(), first.focus());
    if (event.key === "Enter" && first && !event.isComposing) (event.preventDefault(), first.click());
  }

  /** Arrow keys walk through the results. */
  moved(event) {
    const buttons = [...this.results.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = buttons.indexOf(document.activeElement) + step;
    if (next < 0) this.input.focus();
    else buttons[Math.min(next, buttons.length - 1)].focus();
  }
}

export const find = define("duo-find", Find);
