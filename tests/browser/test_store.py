"""The state of the client as a pure function: positions, gaps, doubles, unsent messages."""

from __future__ import annotations

import pytest

SETUP = """
async () => {
  const { initial, reduce } = await import("/modules/state/store.js");
  const select = await import("/modules/state/select.js");
  const person = (id, language) =>
    ({ id, handle: id, name: id, language, online: false, last_seen_at: null });
  const me = { ...person("me", "en"), theme: "system" };
  const message = (seq, rev, more = {}) => ({
    id: `m${seq}`, conversation_id: "c", seq, rev, author_id: "ana", client_id: `k${seq}`,
    text: `t${seq}.${rev}`, language: "pt", posted_at: "2026-01-01T10:00:00Z",
    enrichment: { status: "pending" }, ...more,
  });
  const summary = (more = {}) => ({
    id: "c", other: person("ana", "pt"), created_at: "2026-01-01T09:00:00Z", last_seq: 0, rev: 0, unread: 0,
    suggestions: true, mine: { delivered_seq: 0, read_seq: 0 }, theirs: { delivered_seq: 0, read_seq: 0 },
    last_message: null, ...more,
  });
  const frame = (type, one) => ({ type, conversation_id: "c", rev: one.rev, message: one });
  const play = (events, state = initial()) => events.reduce(reduce, state);
  const begin = [{ type: "ready", me, conversations: [summary()] },
    { type: "page", conversation_id: "c", messages: [], rev: 0 }];
  const texts = (state) => state.threads.get("c").messages.map((one) => one.text);
  const unsent = (more = {}) => ({ client_id: "k1", conversation_id: "c", text: "hi", suggestion: null,
    at: "2026-01-01T10:00:00Z", status: "sending", code: null, ...more });
  %s
}
"""


@pytest.fixture
def play(module):
    return lambda body: module(SETUP % body)


def test_changes_in_order_move_the_position(play):
    assert play("""
      const state = play([...begin, frame("message", message(1, 1)), frame("enriched", message(1, 2))]);
      return [texts(state), select.positions(state), select.behind(state)];
    """) == [["t1.2"], {"c": 2}, []]


def test_a_gap_keeps_the_position_and_asks(play):
    assert play("""
      const state = play([...begin, frame("message", message(1, 1)), frame("message", message(3, 3))]);
      return [texts(state), select.positions(state), select.behind(state)];
    """) == [["t1.1", "t3.3"], {"c": 1}, [{"conversation_id": "c", "rev": 1}]]


def test_a_late_frame_closes_the_gap_by_itself(play):
    assert play("""
      const late = [frame("message", message(2, 2)), frame("message", message(1, 1))];
      const state = play([...begin, ...late]);
      return [texts(state), select.positions(state), select.behind(state)];
    """) == [["t1.1", "t2.2"], {"c": 2}, []]


def test_an_older_change_never_replaces_a_newer_one(play):
    assert play("""
      const state = play([...begin, frame("enriched", message(1, 2)), frame("message", message(1, 1))]);
      return [texts(state), select.positions(state)];
    """) == [["t1.2"], {"c": 2}]


def test_any_order_with_losses_and_doubles_ends_at_the_truth_after_resuming(play):
    """400 random deliveries of 30 changes; what is missing comes by `resume` as docs/protocol.md says."""
    assert (
        play("""
      let seed = 7;
      const random = () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648);
      for (let round = 0; round < 400; round += 1) {
        const log = [];
        for (let rev = 1; rev <= 30; rev += 1) {
          const seqs = new Set(log.map((one) => one.seq));
          const seq = seqs.size && random() < 0.5 ? 1 + Math.floor(random() * seqs.size) : seqs.size + 1;
          log.push(message(seq, rev));
        }
        const sent = log.filter(() => random() < 0.8).flatMap((one) => (random() < 0.2 ? [one, one] : [one]));
        for (let i = 0; i < sent.length; i += 1) {
          const j = Math.min(sent.length - 1, i + Math.floor(random() * 4));
          [sent[i], sent[j]] = [sent[j], sent[i]];
        }
        let state = play([...begin, ...sent.map((one) => frame("message", one))]);
        state = reduce(state, { type: "ready", me, conversations: [summary({ rev: 30 })] });
        const latest = [...new Map(log.map((one) => [one.id, one])).values()];
        latest.sort((a, b) => a.seq - b.seq);
        for (const { rev } of select.behind(state)) {
          const messages = latest.filter((one) => one.rev > rev);
          state = reduce(state, { type: "messages", conversation_id: "c", messages, rev: 30, more: false });
        }
        const same = JSON.stringify(texts(state)) === JSON.stringify(latest.map((one) => one.text));
        const there = select.positions(state).c === 30 && !select.behind(state).length;
        if (!same || !there) return [round, texts(state)];
      }
      return "the truth";
    """)
        == "the truth"
    )


def test_an_unloaded_conversation_keeps_only_its_summary(play):
    assert play("""
      const state = play([begin[0], frame("message", message(1, 1))]);
      const { unread, last_seq, last_message } = state.conversations.get("c");
      return [unread, last_seq, last_message.text, select.positions(state), select.behind(state)];
    """) == [1, 1, "t1.1", {}, []]


def test_a_message_that_comes_while_the_page_loads_is_asked_for(play):
    assert play("""
      const state = play([begin[0], { type: "opening", conversation_id: "c" },
        frame("message", message(2, 2)),
        { type: "page", conversation_id: "c", messages: [message(1, 1)], rev: 1 }]);
      return [texts(state), select.behind(state)];
    """) == [["t1.1"], [{"conversation_id": "c", "rev": 1}]]


def test_changes_above_the_loaded_part_wait_until_scrolled_to(play):
    assert play("""
      const page = { type: "page", conversation_id: "c", messages: [message(51, 60)], rev: 60 };
      const state = play([begin[0], page, frame("enriched", message(3, 61))]);
      const older = reduce(state, { type: "older", conversation_id: "c", messages: [message(50, 50)] });
      return [texts(state), select.positions(state), texts(older)];
    """) == [["t51.60"], {"c": 61}, ["t50.50", "t51.60"]]


def test_an_unsent_message_leaves_with_its_confirmation_whichever_frame_brings_it(play):
    assert (
        play("""
      const mine = message(1, 1, { author_id: "me", client_id: "k1" });
      return ["posted", "message", "messages"].map((type) => {
        const queued = play([...begin, { type: "queued", entry: unsent() }]);
        const told = { ...frame(type, mine), messages: [mine], more: false };
        const state = reduce(queued, told);
        return [queued.unsent.length, state.unsent.length, texts(state)];
      });
    """)
        == [[1, 0, ["t1.1"]]] * 3
    )


def test_unread_falls_as_i_read_and_receipts_only_grow(play):
    assert play("""
      const two = [frame("message", message(1, 1)), frame("message", message(2, 2))];
      const state = play([...begin, ...two, { type: "read", conversation_id: "c", seq: 1 }]);
      const stale = summary({ last_seq: 2, rev: 2, unread: 2 });
      const back = reduce(state, { type: "ready", me, conversations: [stale] });
      const done = reduce(back, { type: "read", conversation_id: "c", seq: 2 });
      const seen = (one) => [one.conversations.get("c").unread, one.conversations.get("c").mine.read_seq];
      return [state, back, done].map(seen);
    """) == [[1, 1], [1, 1], [0, 2]]


def test_the_state_before_is_never_changed(play):
    assert play("""
      const freeze = (value) => {
        if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(freeze);
        return value;
      };
      const state = freeze(play(begin));
      const size = state.conversations.size;
      const typing = { type: "typing", conversation_id: "c", at: 1 };
      play([frame("message", message(1, 1)), { type: "queued", entry: unsent() }, typing], state);
      const { length } = state.threads.get("c").messages;
      return [length, state.unsent.length, state.typing.size, state.conversations.size === size];
    """) == [0, 0, 0, True]


def test_every_dictionary_says_everything_with_the_same_places(module):
    assert (
        module("""
    async () => {
      const { SPOKEN } = await import("/modules/i18n/i18n.js");
      const all = await Promise.all(SPOKEN.map((tag) => import(`/modules/i18n/words/${tag}.js`)));
      const [en, ...others] = all.map((one) => one.default);
      const found = (text) => new Set(JSON.stringify(text).match(/\\{\\w+\\}/g) ?? []);
      const places = (text) => [...found(text)].filter((one) => one !== "{count}").sort().join();
      return others.flatMap((one, index) => Object.keys({ ...en, ...one })
        .filter((key) => !(key in en) || !(key in one) || places(en[key]) !== places(one[key]))
        .map((key) => `${SPOKEN[index + 1]}: ${key}`));
    }
    """)
        == []
    )


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example/x?y=1.", ["https://a.example/x?y=1"]),
        ("(https://a.example/b)", ["https://a.example/b"]),
        ("http://a.example/c_(d)!", ["http://a.example/c_(d)"]),
        ("javascript:alert(1) ftp://a.example data:text/html,x", []),
        ("HTTPS://A.example", ["https://a.example/"]),
        ("https://", []),
    ],
)
def test_links(module, text, links):
    script = "async (text) => (await import('/modules/text/text.js')).pieces(text)"
    found = module(f"() => ({script})({text!r})")
    assert [one["href"] for one in found if one["href"]] == links
    assert "".join(one["text"] for one in found) == text


@pytest.mark.parametrize(
    ("text", "alone"),
    [("❤️", True), ("👩‍👩‍👧 🇵🇹", True), ("1", False), ("ok 👍", False), ("#️⃣", False), ("😀" * 7, False)],
)
def test_emoji_alone(module, text, alone):
    script = "async (text) => (await import('/modules/text/text.js')).isEmojiOnly(text)"
    assert module(f"() => ({script})({text!r})") is alone


def test_who_may_no_longer_converse_lets_go_of_an_organisations_conversations(play):
    assert play("""
      const casa = { id: "casa", name: "Casa" };
      const ready = { ...begin[0], conversations: [summary(),
        summary({ id: "s", kind: "service", organisation: casa }),
        summary({ id: "t", kind: "service", organisation: { id: "rival", name: "Rival" } })] };
      const left = (account_id, role) => [...play([ready,
        { type: "member", organisation_id: "casa", account_id, role }]).conversations.keys()].join("");
      return [left("somebody", null), left(me.id, "agent"), left(me.id, "analyst"), left(me.id, null)];
    """) == ["cst", "cst", "ct", "ct"]
