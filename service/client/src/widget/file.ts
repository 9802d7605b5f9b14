/** A file in the visitor's log: taken by the visitor's token, which no address may have. */

import { html, type TemplateResult } from "lit";
import { size, type Attached } from "../features/chat/attachment.ts";
import { explain } from "../i18n/i18n.ts";
import type { Via } from "../protocol/upload.ts";
import { defined, LightElement } from "../ui/element.ts";
import { adoptLooks } from "./file-looks.ts";

const ME = "/api/widget/visitors/me";
/** Pixels of the longer side in the log. */
const LONGEST = 220;
/** An address of what was taken is let go of after so long, in ms. */
const KEPT = 60_000;

/** How files of a visitor come and go. */
export function viaOf(token: string): Via {
  return {
    announced: (conversation) => `${ME}/conversations/${encodeURIComponent(conversation)}/files`,
    files: `${ME}/files`,
    headers: { Authorization: `Bearer ${token}` },
  };
}

class VisitorFile extends LightElement {
  static override properties = {
    content: { attribute: false },
    token: { attribute: false },
    picture: { state: true },
    problem: { state: true },
  };

  content!: Attached;
  token = "";
  /** The image, as an address of its own; "": it has not come, or is none. */
  private picture = "";
  private problem = "";

  override willUpdate(changed: Map<string, unknown>): void {
    const before = changed.get("content") as Attached | undefined;
    if (this.content.file_id !== before?.file_id && changed.has("content")) void this.show();
  }

  override render(): TemplateResult {
    const { name, size: bytes } = this.content;
    return html`<button class="file" type="button" data-testid="file" @click=${() => void this.take()}>
        ${this.picture ? this.image() : html`<bdi>${name}</bdi> <span>${size(bytes)}</span>`}
      </button>
      <p class="error" role="alert">${this.problem}</p>`;
  }

  private image(): TemplateResult {
    const { width, height, alt, name } = this.content;
    const scale = Math.min(1, LONGEST / Math.max(width ?? 1, height ?? 1));
    const [wide, high] = [width, height].map((one) => Math.max(1, Math.round((one ?? 1) * scale)));
    return html`<img src=${this.picture} width=${wide ?? 1} height=${high ?? 1} alt=${alt || name} />`;
  }

  /** Small images are shown; the policy of the page takes them as data alone. */
  private async show(): Promise<void> {
    this.picture = "";
    const { width, height, preview } = this.content;
    if (!width || !height) return;
    const found = await this.fetched(preview ? "/preview" : "").catch(() => null);
    if (found) this.picture = await dataOf(found);
  }

  private async take(): Promise<void> {
    this.problem = "";
    try {
      const address = URL.createObjectURL(await this.fetched(""));
      Object.assign(document.createElement("a"), { href: address, download: this.content.name }).click();
      setTimeout(() => URL.revokeObjectURL(address), KEPT);
    } catch {
      this.problem = explain("unreachable");
    }
  }

  /** Rejects where it does not come. */
  private async fetched(what: string): Promise<Blob> {
    const { files, headers } = viaOf(this.token);
    const address = `${files}/${encodeURIComponent(this.content.file_id)}${what}`;
    const answer = await fetch(address, { headers, credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.blob();
  }
}

function dataOf(blob: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as string);
    reader.onerror = () => failed(new Error("it cannot be read"));
    reader.readAsDataURL(blob);
  });
}

adoptLooks();
export const visitorFile = defined("duo-visitor-file", VisitorFile);
