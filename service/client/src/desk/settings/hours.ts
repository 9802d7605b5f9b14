/** When somebody answers, and what is promised to who waits. */

import { html, nothing, type TemplateResult } from "lit";
import { region, t } from "../../i18n/i18n.ts";
import { announce } from "../../ui/announce.ts";
import { Attempt } from "../../ui/attempt.ts";
import { defined } from "../../ui/element.ts";
import type { Promises } from "../shapes.ts";
import { settings, type Hours, type Opening } from "./doors.ts";
import { labelled, reader, why } from "./listing.ts";
import { promiseFields, promisesIn } from "./promises.ts";

const DAYS = [1, 2, 3, 4, 5, 6, 7];
/** A Monday: what days of the week are called is asked of it. */
const MONDAY = new Date(2024, 0, 1);

class OfficeHours extends Attempt {
  static override properties = {
    ...Attempt.properties,
    organisation: { attribute: false },
    hours: { state: true },
    promises: { state: true },
  };

  organisation!: string;
  private hours: Hours | null = null;
  private promises: Promises | null = null;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("organisation")) void this.load();
  }

  override render(): TemplateResult {
    const { hours, promises } = this;
    return html`<p class="error" role="alert" data-testid="settings-problem">${this.trouble}</p>
      ${hours ? this.opening(hours) : this.trouble ? nothing : html`<p role="status">${t("state.loading")}</p>`}
      ${promises ? this.promising(promises) : nothing}`;
  }

  private async load(): Promise<void> {
    const { organisation } = this;
    await this.tried(async () => {
      const both = await Promise.all([settings.hours(organisation), settings.promises(organisation)]);
      if (organisation === this.organisation) [this.hours, this.promises] = both;
    });
  }

  private opening({ zone, week, holidays, open_now: now }: Hours): TemplateResult {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const zones = Intl.supportedValuesOf("timeZone");
    return html`<form class="form channel" data-testid="hours-form" @submit=${this.submittedHours}>
      <h3>${t("hours.title")}</h3>
      ${now === null || now === undefined ? nothing : html`<p class="hint">${t(now ? "hours.open" : "hours.shut")}</p>`}
      ${labelled(
        "zone",
        t("hours.zone"),
        html`<input
            id="settings-zone"
            name="zone"
            list="zones"
            dir="ltr"
            data-testid="settings-zone"
            .value=${zone || here}
          />
          <datalist id="zones">${zones.map((one) => html`<option value=${one}></option>`)}</datalist>`,
      )}
      <fieldset class="settings-week">
        <legend>${t("hours.week")}</legend>
        ${DAYS.map((day) => line(day, week))}
        <p class="hint">${t("hours.week_hint")}</p>
      </fieldset>
      ${holidayField(holidays)} ${this.save("hours-save")}
    </form>`;
  }

  private promising(promises: Promises): TemplateResult {
    return html`<form class="form channel" data-testid="promises-form" @submit=${this.submittedPromises}>
      <h3>${t("promises.title")}</h3>
      ${promiseFields(promises)} ${this.save("promises-save")}
    </form>`;
  }

  private save(testid: string): TemplateResult {
    return html`<button class="button" type="submit" data-testid=${testid} ?disabled=${this.busy}>
      ${t("channel.save")}
    </button>`;
  }

  private submittedHours(event: Event): void {
    event.preventDefault();
    const read = reader(event.target as HTMLFormElement);
    const week = DAYS.flatMap((day) => openings(day, read(`day_${day}`)));
    const holidays = read("holidays")
      .split("\n")
      .map((one) => one.trim())
      .filter(Boolean);
    const free = holidays.map((one) => ({ date: one.slice(0, 10), name: one.slice(10).trim() }));
    const wanted: Hours = { zone: read("zone"), week, holidays: free };
    void this.keep(async () => void (this.hours = await settings.setHours(this.organisation, wanted)));
  }

  private submittedPromises(event: Event): void {
    event.preventDefault();
    const read = reader(event.target as HTMLFormElement);
    const wanted = promisesIn(read);
    void this.keep(async () => void (this.promises = await settings.setPromises(this.organisation, wanted)));
  }

  private async keep(work: () => Promise<void>): Promise<void> {
    if (await this.done(work)) announce(t("channel.saved"));
  }

  protected override refused(error: unknown): void {
    this.trouble = why(this, error);
  }
}

/** "09:00–12:00, 13:00–18:00": what stands there as the service takes it; it says what it does not take. */
export function openings(day: number, text: string): Opening[] {
  return text
    .split(/[,;]+/u)
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one) => {
      const [opens = "", closes = ""] = one.split(/\s*[-–—]\s*/u);
      return { day, opens, closes };
    });
}

function holidayField(holidays: Hours["holidays"]): TemplateResult {
  const says = holidays.map(({ date, name }) => `${date} ${name}`.trim()).join("\n");
  return labelled(
    "holidays",
    t("hours.holidays"),
    html`<textarea
      id="settings-holidays"
      name="holidays"
      rows="3"
      dir="auto"
      placeholder="2026-12-25"
      aria-describedby="settings-holidays-hint"
      data-testid="settings-holidays"
      .value=${says}
    ></textarea>`,
    t("hours.holidays_hint"),
  );
}

function line(day: number, week: readonly Opening[]): TemplateResult {
  const at = new Date(MONDAY);
  at.setDate(at.getDate() + day - 1);
  const called = new Intl.DateTimeFormat(region(), { weekday: "long" }).format(at);
  const open = week.filter((one) => one.day === day).map(({ opens, closes }) => `${opens}–${closes}`);
  return html`<label
    ><span>${called}</span
    ><input name="day_${day}" dir="ltr" data-testid="hours-${day}" .value=${open.join(", ")}
  /></label>`;
}

export const page = defined("duo-desk-hours", OfficeHours);
