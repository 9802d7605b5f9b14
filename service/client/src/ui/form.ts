/** Forms of labelled fields, each with a hint and a place for what is wrong with it. */

import { html, nothing, type TemplateResult } from "lit";
import { announce } from "./announce.ts";
import { Attempt } from "./attempt.ts";

export interface Labelled {
  /** What `Form.wrong` knows it by: the control's own `name`. */
  name: string;
  id: string;
  label: string;
  hint?: string;
}

/** What ties a control to its label, its hint and its error: attributes that it takes. */
export interface Ties {
  id: string;
  about: string | typeof nothing;
  invalid: "true" | typeof nothing;
}

export class Form extends Attempt {
  static override properties = { ...Attempt.properties, wrong: { state: true } };

  /** Name of a field -> what is wrong with it. */
  wrong: Readonly<Record<string, string>> = {};

  field({ name, id, label, hint = "" }: Labelled, control: (ties: Ties) => TemplateResult): TemplateResult {
    const wrong = this.wrong[name] ?? "";
    const about = [wrong && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
    return html`<div class="labelled">
      <label for=${id}>${label}</label>
      ${control({ id, about: about || nothing, invalid: wrong ? "true" : nothing })}
      ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
      <p class="error" id="${id}-error">${wrong}</p>
    </div>`;
  }

  /** The control of that name. */
  protected control<E extends HTMLElement = HTMLInputElement>(name: string): E {
    return this.querySelector(`[name="${name}"]`) as E;
  }

  /** Say at a field what is wrong with it, and bring the keyboard there. */
  protected refuse(name: string, text: string): void {
    this.blame(name, text);
    this.control(name).focus();
    announce(text);
  }

  /** Say at a field what is wrong with it. */
  protected blame(name: string, text: string): void {
    this.wrong = { ...this.wrong, [name]: text };
  }

  /** Listens to input: what is typed anew is not wrong any more. */
  corrected({ target }: Event): void {
    const { name } = target as HTMLInputElement;
    if (this.wrong[name]) this.blame(name, "");
  }
}
