/** How the other side feels of late: a sign and words where there is something to say, else nothing. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../i18n/i18n.ts";
import type { SentimentTrend } from "../../protocol/types.ts";
import { icon } from "../../ui/icons.ts";

export function trend(mood: SentimentTrend | undefined): TemplateResult | typeof nothing {
  const kind = mood?.direction === "worse" ? "worse" : mood?.level === "bad" ? "bad" : null;
  if (!kind) return nothing;
  return html`<span class="trend trend-${kind}" data-testid="trend" data-trend=${kind}
    >${icon(kind === "worse" ? "worse" : "negative")}<span>${t(`trend.${kind}`)}</span></span
  >`;
}
