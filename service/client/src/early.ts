/** What the chat has from the start. The build makes one file of it, which all that is fetched later shares. */

import "./features/factor/possible.ts";
import "./features/home/home.ts";
import "./features/late.ts";
import "./features/notify/push.ts";
import "./i18n/i18n.ts";
import "./protocol/http.ts";
import "./state/ending.ts";
import "./state/keep.ts";
import "./state/session.ts";
import "./ui/form.ts";
import "./ui/language-select.ts";
import "./ui/lazy.ts";
import "./ui/looks.ts";
import "./ui/states.ts";
