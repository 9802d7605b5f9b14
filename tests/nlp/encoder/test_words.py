"""Our tokeniser against the one of the field, Hugging Face `tokenizers`, on own texts in twelve scripts."""

import re
from itertools import permutations

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from nlp.encoder.wheel import open_wheel
from nlp.encoder.words import LONGEST, PREFIX, Words

SCRIPTS = {
    "Latin": (
        "Could you send the invoice again, please?",
        "Não consigo abrir o anexo; será que veio inteiro?",
    ),
    "Cyrillic": ("Посылка пришла вчера, но коробка помята.", "Чи можна змінити адресу доставки?"),
    "Greek": ("Το τρένο έχει καθυστέρηση είκοσι λεπτά.", "Πού μπορώ να σας βρω αύριο;"),
    "Arabic": ("لم تصلني الرسالة حتى الآن", "ساعت چند فردا همدیگر را ببینیم؟"),
    "Hebrew": ("החנות סגורה היום, נפתח מחר בתשע", "אפשר לקבל החזר כספי?"),
    "Devanagari": ("मेरा ऑर्डर अभी तक नहीं आया है", "क्या आप कल दोपहर मिल सकते हैं?"),
    "Bengali": ("দোকানটা আজ কখন খুলবে?", "আমি ঠিকানাটা ভুল লিখেছিলাম"),
    "Tamil": ("நாளை காலை பத்து மணிக்கு வருகிறேன்", "விலை எவ்வளவு என்று சொல்லுங்கள்"),
    "Thai": ("พรุ่งนี้ร้านเปิดกี่โมงคะ", "ของที่สั่งไว้มาถึงแล้วนะครับ"),
    "Han": ("明天下午三点在车站见面可以吗?", "發票請寄到新的地址,謝謝。"),
    "Japanese": ("荷物がまだ届いていないのですが。", "キャンセルはいつまでできますか?"),
    "Hangul": ("내일 몇 시에 도착하나요?", "환불은 며칠이나 걸리는지 궁금합니다."),
}
ODD = (
    *(
        "",
        " ",
        "  two   blanks  ",
        "a\tb\nc",
        "\u3000wide",
        "kkkkk 😂😂👍🏽",
        "R$ 1.234,56 às 12:30",
        "#A-4471 @ana_b",
    ),
    *(
        "https://example.org/a?b=1",
        "ＷＩＤＥ ½ x² ﬁne",
        "e\u0301te\u0301",
        "\u0001\u200d",
        "x" * 700,
        "wort " * 300,
    ),
)
OWN = [text for pair in SCRIPTS.values() for text in pair]
TEXTS = [*OWN, *ODD, *(f"{one} {other}" for one, other in permutations(OWN, 2)), *map(str.upper, OWN)]


@pytest.fixture(scope="module")
def wheel():
    return open_wheel()


@pytest.fixture(scope="module")
def reference(wheel):
    """The same vocabulary in `tokenizers`; pieces without a text are held open by something nobody writes."""
    scored = zip(wheel.pieces, wheel.scores.tolist(), strict=True)
    pieces = [(piece or f"\0{number}", score) for number, (piece, score) in enumerate(scored)]
    found = Tokenizer(models.Unigram(pieces, unk_id=wheel.unknown))
    found.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    return found


def test_ids_are_those_of_the_reference(wheel, reference):
    words, signs = Words(wheel), str.maketrans(dict(wheel.written_as))
    for text in TEXTS:
        plain = re.sub(" {2,}", " ", (PREFIX + text).translate(signs))
        ids = reference.encode(plain, add_special_tokens=False).ids
        assert words.ids(text) == [wheel.begin, *ids[:LONGEST], wheel.end], text


def test_every_script_is_read_piece_by_piece_and_not_as_unknown(wheel):
    words = Words(wheel)
    for script, texts in SCRIPTS.items():
        for text in texts:
            assert wheel.unknown not in words.ids(text), script
