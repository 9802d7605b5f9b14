/** Files of a visitor on their way: how far each is, or why it is not taken. Each is sent once it has come. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { explain, t } from "../i18n/i18n.ts";
import { Upload } from "../protocol/upload.ts";
import { defined, LightElement } from "../ui/element.ts";
import { sign } from "../ui/signs.ts";
import { codeOf } from "./doors.ts";
import { viaOf } from "./file.ts";
import type { Visit } from "./visit.ts";

/** Files that one may bring at a time. */
const MOST = 10;

export class Bringing extends LightElement {
  static override properties = {
    visit: { attribute: false },
    items: { state: true },
    problem: { state: true },
  };

  visit!: Visit;
  private items: readonly Upload[] = [];
  /** Why nothing could be begun; "": it could. */
  private problem = "";

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("visit")) this.items = []; // of somebody else
  }

  override render(): TemplateResult {
    const pick = () => this.querySelector("input")?.click();
    const picked = ({ target }: Event) => {
      const picker = target as HTMLInputElement;
      void this.add([...(picker.files ?? [])]);
      picker.value = "";
    };
    const label = t("file.attach");
    return html`<button
        class="round"
        type="button"
        data-testid="attach"
        aria-label=${label}
        title=${label}
        @click=${pick}
      >
        ${sign("attach")}</button
      ><input type="file" multiple hidden tabindex="-1" data-testid="file-picker" @change=${picked} />
      ${this.problem ? html`<p class="error" role="alert">${this.problem}</p>` : nothing}
      <ul aria-label=${label} data-testid="tray" ?hidden=${!this.items.length}>
        ${repeat(
          this.items,
          (one) => one,
          (one) => this.row(one),
        )}
      </ul>`;
  }

  /** One after the other: so they stand in the order in which they were chosen. */
  async add(files: readonly File[]): Promise<void> {
    this.problem = "";
    try {
      const conversation = await this.visit.opened();
      const via = viaOf(this.visit.visitor.token);
      const changed = () => this.requestUpdate();
      const room = MOST - this.items.length;
      if (files.length > room) this.problem = why("too_many");
      const fresh = files.slice(0, room).map((file) => new Upload(file, conversation, changed, false, via));
      this.items = [...this.items, ...fresh];
      for (const one of fresh) await this.go(one, conversation);
    } catch (error) {
      this.problem = why(codeOf(error));
    }
  }

  private async go(upload: Upload, conversation: string): Promise<void> {
    if (!this.items.includes(upload)) return;
    await upload.go();
    if (upload.standing !== "ready" || !upload.id) return;
    if (!this.items.includes(upload)) return; // somebody else is here by now, or it was not wanted after all
    const { name, size } = upload.file;
    const content = { kind: "attachment" as const, name, size };
    this.visit.sender.send(conversation, "", null, { attachment: { file_id: upload.id, alt: "" }, content });
    this.gone(upload);
  }

  private row(upload: Upload): TemplateResult {
    const { standing, sent, file, problem } = upload;
    const failed = standing === "failed";
    const remove = () => {
      void upload.remove();
      this.gone(upload);
    };
    return html`<li data-testid="tray-item">
      <bdi>${file.name}</bdi>
      ${
        failed
          ? html`<span class="error" role="alert" data-testid="tray-state">${why(problem)}</span>`
          : html`<progress max=${file.size || 1} aria-label=${file.name} .value=${sent}></progress>`
      }
      <button
        class="round"
        type="button"
        data-testid="tray-remove"
        aria-label="${t("bubble.discard")}: ${file.name}"
        @click=${remove}
      >
        ${sign("close")}
      </button>
    </li>`;
  }

  private gone(upload: Upload): void {
    this.items = this.items.filter((one) => one !== upload);
  }
}

/** Codes of docs/protocol.md that say the same to who brings it: this one is not taken. */
const NOT_TAKEN = /^(file_(type_differs|broken|infected|empty)|invalid_input)$/u;

function why(code: string | null): string {
  if (code === "image_too_large") return explain("file_too_large");
  if (code === "too_many") return explain("files_full");
  return explain(code && NOT_TAKEN.test(code) ? "file_type_refused" : code || "internal");
}

export const bringing = defined("duo-bringing", Bringing);
