"""Chat spelling is written out where it is that, and left alone where the same letters are something else."""

import tomllib
from importlib import resources

import pytest

from nlp.tasks.translation.layout.laughter import laughs
from nlp.tasks.translation.surface.slang import plainly
from nlp.tasks.translation.surface.smoothing import restore, smooth

TABLES = tomllib.loads(
    resources.files("nlp.tasks.translation.surface").joinpath("data/slang.toml").read_text(encoding="utf-8")
)
LANGUAGES = [name for name in TABLES if name != "phrases"]
TECHNICAL = (
    "0.85.{}", "v1.2-{}", "a/{}", "{}/b", "{}.py", "www.{}.example", "#{}", "@{}", "{{{}}}", "%({})s", "${}",
    "{}_id",
    "`{}`", "C:\\{}\\x", "ana@{}.example", "A.{}.C", "<{}>", ":{}:", "&{};", "--{}=1",
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", TECHNICAL)
def test_no_spelling_is_touched_in_what_is_written_for_machines(language, shape):
    texts = [f"… {shape.format(word)} …" for word in TABLES[language] if word.isascii() and word.isalpha()]
    assert [text for text in texts if plainly(language, text, False) != text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_spelling_is_touched_within_a_name(language):
    texts = [f"… Ana {word.title()} Souza …" for word in TABLES[language] if word.isalpha()]
    assert [text for text in texts if plainly(language, text, False) != text] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(
            ("es", one)
            for one in (
                "Rayos X",
                "rayos x de tórax",
                "vitamina k",
                "el eje x",
                "la Sra. K llegó",
                "50 x 60 cm",
                "marca [x] ahora",
                "x ∈ A",
                "si A ∪ x",
            )
        ),
        *(
            ("es", one)
            for one in ("el gato bebe leche", "hoy mi hijo cumple cuatro", "se rio mucho", "una mujer sabia")
        ),
        *(
            ("es", one)
            for one in ("15 sep 2024", "50 bs", "y tu hermano", "Sta. María", "cáncer de mama", "k = 3")
        ),
        *(
            ("pt", one)
            for one in ("iPhone 15 Pro", "o iPhone 15 pro", "opção n", "a série n.° 1860", "Tom partiu ontem")
        ),
        *(
            ("pt", one)
            for one in ("uma pera", "ele duvida de mim", "200 mt", "Raio X", "a Irma veio", "grupo Q")
        ),
        *(
            ("en", one)
            for one in (
                "the U.S. team",
                "I will rip it up",
                "a 4k tv",
                "GM-CSF",
                "5 gm of salt",
                "AAA batteries",
            )
        ),
        *(
            ("en", one)
            for one in ("in Tel Aviv", "size u", "plan R", "hepatitis C", "vitamin U", "Ty is here")
        ),
        *(
            ("fr", one)
            for one in (
                "il a 5 ans",
                "il n'y a plus de pain",
                "elle a ton livre",
                "il y a 3 jours",
                "Jaime est là",
            )
        ),
        *(
            ("fr", one)
            for one in ("au Imperial College", "la Reunion", "100 g de sucre", "vitamine C", "rayons X")
        ),
        *(
            ("de", one)
            for one in ("es hat 20 grad", "500 Grad", "Nr. 35", "warn mich", "ein Ford Ka", "bis so gegen 5")
        ),
        *(("it", one) for one in ("Sara viene", "vitamina C", "raggi X")),
        *((language, "version 0.85.x") for language in LANGUAGES),
    ],
)
def test_what_is_something_else_stays(language, text):
    assert plainly(language, text, False) == text


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("es", "x favor ven", "por favor ven"),
        ("es", "lo q dices", "lo que dices"),
        ("es", "lo vendo x 5 euros", "lo vendo por 5 euros"),
        ("es", "el bebe llora", "el bebé llora"),
        ("es", "feliz cumple", "feliz cumpleaños"),
        ("pt", "Vc vem amanha?", "Você vem amanhã?"),
        ("pt", "fui pro cinema", "fui para o cinema"),
        ("pt", "tenho uma duvida", "tenho uma dúvida"),
        ("pt", "partiu", "vamos"),
        ("en", "U there?", "You there?"),
        ("en", "gr8, c u at 5, r u ok", "great, c you at 5, are you ok"),
        ("en", "10k followers", "10 thousand followers"),
        ("fr", "rdv a 5h", "rendez-vous à 5h"),
        ("fr", "2min stp", "2 minutes s'il te plaît"),
        ("de", "wir warn da", "wir waren da"),
        ("it", "cmq vengo", "comunque vengo"),
    ],
)
def test_chat_is_written_out(language, text, meant):
    assert plainly(language, text, False) == meant


def test_shouted_chat_is_calmed():
    assert plainly("pt", "VC VEM HJ?", True) == "você vem hoje?"


def test_yes_is_no_laughter_where_it_is_said():
    assert laughs("jaja", "es") and laughs("ja ja ja") and not laughs("Ja ja", "de") and laughs("haha", "de")


def test_blanks_and_apostrophes_are_plain_for_engines_and_curved_again_for_people():
    smoothed = smooth("fr", "Bonjour,  c’est  l’heure ?")
    assert smoothed.text == "Bonjour, c'est l'heure?"
    assert restore(smoothed, "es", "Hola,  es  l'hora .") == "Hola, es l’hora."
