/** What is fetched only when somebody opens it: one file, so that it is one request. */

import "../chat/correction.ts";
import "../compose/read-back.ts";
import "../factor/demand.ts";
import "../search/way.ts";
import "./models.ts";

export { held } from "../factor/held.ts";
export { enterWithPasskey } from "../factor/enter.ts";
export { secondStep } from "../factor/second-step.ts";
export { speakFactor } from "../factor/words.ts";
export { openAccount } from "./account.ts";
export { openSettings } from "./settings.ts";
export { openHistory } from "../chat/history.ts";
export { openMenu } from "../chat/menu.ts";
export { openLeaving } from "../chat/leaving.ts";
export { openReport } from "../chat/reporting.ts";
export { openSearch } from "../search/panel.ts";
export { openWords } from "./words.ts";
export { readAloud } from "../chat/aloud-bar.ts";
export { shortcuts } from "../compose/shortcuts.ts";
export { askWhere } from "../compose/picking.ts";
export { recorder } from "../compose/recorder.ts";
