import pytest

from nlp.training.translation.config import Filter
from nlp.training.translation.filtering import Judge


@pytest.fixture(scope="module")
def judge():
    return Judge(Filter(), ("de", "en", "es", "ja", "ru"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("en", "Where is the station?"), ("de", "Wo ist der Bahnhof?")),
        (("en", "Go!"), ("de", "Geh schon los!")),
        (("en", "I would like to know where the station is."), ("ja", "駅がどこか知りたいです。")),
        (("en", "There are 3 trains."), ("ja", "電車が三本あります。")),
        (("en", "Tom is in Berlin."), ("de", "Tom ist in Berlin.")),
    ],
)
def test_good_pairs_are_kept(judge, left, right):
    assert judge.refusal(left, right) is None


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("", "Wo?", "empty"),
        ("long " * 70, "lang " * 70, "long"),
        ("Where is the station?", "where is the  station?", "copy"),
        ("See http://a.b", "Siehe http://a.b", "markup"),
        ("Yes.", "Ja, das habe ich dir doch gestern schon gesagt, als du kamst.", "length"),
        ("It costs 3 euros.", "Es kostet drei Euro.", "numbers"),
        ("Where is the station?", "¿Dónde está la estación de trenes de la ciudad?", "language"),
    ],
)
def test_bad_pairs_are_refused_with_a_reason(judge, left, right, reason):
    assert judge.refusal(("en", left), ("de", right)) == reason


def test_a_text_in_another_script_is_refused(judge):
    assert judge.refusal(("en", "Good morning"), ("ru", "Dobroye utro")) == "script"


@pytest.mark.parametrize(
    ("text", "reason"), [("El *billete es caro.", "unknown word"), ("el el el el el billete", "repetition")]
)
def test_what_machines_wrote_is_looked_at_harder(judge, text, reason):
    pair = ("en", "The ticket is expensive."), ("es", text)
    assert judge.refusal(*pair, synthetic=True) == reason
    assert judge.refusal(*pair) is None
