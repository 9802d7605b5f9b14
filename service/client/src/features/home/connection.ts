/** A calm line about what does not work just now: the connection, or the translator. Nothing when all is well. */

import { fill, h } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import { elapsed } from "../../text/time.ts";
import { define, View } from "../../ui/view.ts";

/** A break shorter than this is not worth a word. */
const PATIENCE = 1200;

class Connection extends View {
  build() {
    this.line = h("p", { class: "connection", role: "status", testid: "connection-state" });
    this.worker = h("p", { class: "connection worker", role: "status", testid: "worker-state" });
    this.append(this.line, this.worker);
    this.again = () => this.update(this.session.state);
    for (const event of ["online", "offline"]) addEventListener(event, this.again);
  }

  closed() {
    clearTimeout(this.timer);
    for (const event of ["online", "offline"]) removeEventListener(event, this.again);
  }

  update({ link, ready, languages }) {
    const down = link.status !== "live";
    const passed = elapsed() - (this.downSince ?? elapsed());
    this.downSince = down ? (this.downSince ?? elapsed()) : null;
    clearTimeout(this.timer);
    if (down && passed < PATIENCE) this.timer = setTimeout(this.again, PATIENCE - passed + 10);
    const status =
      !down || link.status === "refused" || link.status === "crowded"
        ? link.status
        : navigator.onLine
          ? ready
            ? "reconnecting"
            : "connecting"
          : "offline";
    this.line.dataset.status = status;
    this.say(this.line, down && passed >= PATIENCE ? line(status) : "");
    const { worker } = languages;
    this.worker.dataset.status = worker;
    const news = !down && (worker === "absent" || worker === "loading");
    this.say(this.worker, news ? t(`worker.${worker}`) : "");
  }

  say(line, text) {
    if (line.textContent !== text) fill(line, text);
    line.classList.toggle("shown", Boolean(text));
  }
}

function line(status) {
  return status === "refused" ? explain("origin_not_allowed") : t(`connection.${status}`);
}

export const connection = define("duo-connection", Connection);
