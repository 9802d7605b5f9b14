/** A calm line about what does not work just now: the connection, or the translator; or what an organisation asks for. */

import { html, nothing, type TemplateResult } from "lit";
import { explain, t } from "../../i18n/i18n.ts";
import type { State } from "../../protocol/types.ts";
import { elapsed } from "../../text/time.ts";
import { defined, StateElement } from "../../ui/element.ts";

/** A break shorter than this is not worth a word. */
const PATIENCE = 1200;

class Connection extends StateElement {
  private downSince: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly again = () => this.requestUpdate();

  override connectedCallback() {
    super.connectedCallback();
    for (const event of ["online", "offline"]) addEventListener(event, this.again);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    for (const event of ["online", "offline"]) removeEventListener(event, this.again);
  }

  override render() {
    const { state } = this.session;
    const down = state.link.status !== "live";
    const passed = elapsed() - (this.downSince ?? elapsed());
    this.downSince = down ? (this.downSince ?? elapsed()) : null;
    clearTimeout(this.timer);
    if (down && passed < PATIENCE) this.timer = setTimeout(this.again, PATIENCE - passed + 10);
    const status = standing(state);
    const { worker } = state.languages;
    const away = !down && (worker === "absent" || worker === "loading");
    const link = html`<p
      class=${looks("connection", down && passed >= PATIENCE)}
      role="status"
      data-testid="connection-state"
      data-status=${status}
    >
      ${down && passed >= PATIENCE ? line(status) : nothing}
    </p>`;
    return html`${link}${workerLine(worker, away)}<duo-demand .session=${this.session}></duo-demand>`;
  }
}

function workerLine(worker: string, away: boolean): TemplateResult {
  return html`<p
    class=${looks("connection worker", away)}
    role="status"
    data-testid="worker-state"
    data-status=${worker}
  >
    ${away ? t(`worker.${worker}`) : nothing}
  </p>`;
}

const looks = (name: string, shown: boolean) => (shown ? `${name} shown` : name);

function standing({ link, ready }: State): string {
  if (["live", "refused", "crowded"].includes(link.status)) return link.status;
  if (!navigator.onLine) return "offline";
  return ready ? "reconnecting" : "connecting";
}

function line(status: string): string {
  return status === "refused" ? explain("origin_not_allowed") : t(`connection.${status}`);
}

export const connection = defined("duo-connection", Connection);
