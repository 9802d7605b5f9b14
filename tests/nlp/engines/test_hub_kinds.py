"""Every kind of model that engine `hub` runs, in int8 and in 32 bits, on tiny ones that know a few lines."""

import math
import shutil
from pathlib import Path

import ctranslate2
import pytest

from nlp.engines.hub import convert
from nlp.engines.hub.convert import converted, folder_of_converted
from nlp.engines.hub.engine import HubEngine, parse
from nlp.engines.loaded import Pool
from nlp.errors import EngineFailed
from tests.nlp.engines import tiny
from wire.contracts.errors import SettingsError

BOTH = (("en", "de", tiny.ENGLISH, tiny.GERMAN), ("de", "en", tiny.GERMAN, tiny.ENGLISH))


@pytest.fixture(scope="module", params=["marian", "marian-tagged", "m2m100", "nllb"])
def kind(request, tmp_path_factory):
    """Name, entry of the setting, directions that it knows."""
    home = tmp_path_factory.mktemp(request.param)
    if request.param == "marian":
        return f"en-de={tiny.marian(home)}", BOTH[:1]
    if request.param == "marian-tagged":
        return f"*={tiny.marian(home, ('>>deu<<', '>>eng<<'))}:en,de", BOTH
    return f"*={getattr(tiny, request.param)(home)}:en,de", BOTH


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def marian(tmp_path_factory):
    return tiny.marian(tmp_path_factory.mktemp("plain"))


@pytest.fixture
def folder(marian, tmp_path):
    """A copy of its own for each test."""
    return Path(shutil.copytree(marian, tmp_path / marian.name))


def engine_of(entry, models, **more):
    return HubEngine(entry.split(","), models, threads=1, pool=Pool(2), **more)


def test_int8_and_32_bits_say_what_was_learnt(kind, models):
    entry, directions = kind
    fast, full = engine_of(entry, models), engine_of(entry, models, int8=False)
    for source, target, texts, wanted in directions:
        for engine in (fast, full):
            done = engine.translate(source, target, texts)
            right = sum(one.text == line for one, line in zip(done, wanted, strict=True))
            assert right >= 3, [one.text for one in done]
    assert {edge.engine for edge in fast.edges()} == {"hub"}
    assert [(edge.source, edge.target) for edge in fast.edges()] == sorted(way[:2] for way in directions)
    fast.close()
    full.close()


def test_scores_are_mean_log_probabilities_and_agree(kind, models):
    entry, directions = kind
    source, target, texts, _ = directions[0]
    fast, full = (engine_of(entry, models, beam=1, int8=int8) for int8 in (True, False))
    for quick, slow in zip(
        fast.translate(source, target, texts), full.translate(source, target, texts), strict=True
    ):
        assert quick.score <= 0
        if quick.text == slow.text:
            assert math.isclose(quick.score, slow.score, abs_tol=0.05)
    strange = fast.translate(source, target, ["zwei two later später"])[0]
    assert strange.score < min(one.score for one in fast.translate(source, target, texts[:2]))


def test_a_second_load_does_not_convert(kind, models, monkeypatch):
    entry, directions = kind
    source, target, texts, _ = directions[0]
    first = engine_of(entry, models).translate(source, target, texts)
    monkeypatch.setattr(convert, "_convert", lambda *_: pytest.fail("converted again"))
    assert engine_of(entry, models).translate(source, target, texts) == first
    assert not [one for one in folder_of_converted(models).iterdir() if one.name.startswith(".")]


def test_a_language_that_the_model_does_not_know_is_named(tmp_path, models):
    folder = tiny.marian(tmp_path, (">>deu<<", ">>eng<<"))
    engine = engine_of(f"*={folder}:en,pt", models)
    with pytest.raises(EngineFailed, match="no tag for pt; it has >>deu<<"):
        engine.translate("en", "pt", ["good morning"])


def test_another_revision_or_ctranslate2_is_converted_anew_and_the_old_goes(folder, tmp_path, monkeypatch):
    (model,) = parse((f"en-de={folder}",))
    first = converted(model, folder, tmp_path)
    assert (first / "model.bin").exists()
    monkeypatch.setattr(ctranslate2, "__version__", "99.0")
    second = converted(model, folder, tmp_path)
    assert second != first
    assert not first.exists()


def test_a_conversion_cut_short_leaves_nothing_that_is_taken_for_one(folder, tmp_path, monkeypatch):
    (model,) = parse((f"en-de={folder}",))

    def dies(files: Path, out: Path) -> None:
        out.mkdir()
        (out / "model.bin").write_bytes(b"half")
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(convert, "_convert", dies)
        with pytest.raises(OSError, match="no space"):
            converted(model, folder, tmp_path)
        assert list(folder_of_converted(tmp_path).iterdir()) == []
        engine = engine_of(f"en-de={folder}", tmp_path)
        assert engine.translate("en", "de", tiny.ENGLISH)[0].text == tiny.GERMAN[0], "32 bits step in"
    assert converted(model, folder, tmp_path).exists()


def test_weights_that_are_broken_say_so(folder, tmp_path):
    (folder / "model.safetensors").write_bytes(b"broken")
    with pytest.raises(EngineFailed, match="not a model that can be read"):
        engine_of(f"en-de={folder}", tmp_path).translate("en", "de", ["good morning"])


def test_an_architecture_that_nobody_knows_is_named(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "t5"}')
    with pytest.raises(EngineFailed, match="its type is t5"):
        engine_of(f"en-de={tmp_path}", tmp_path).translate("en", "de", ["good morning"])


def test_many_languages_are_named_with_commas_in_one_setting():
    many, one = parse(("*=facebook/m2m100_418M@55c2e61:en", "pt", "de", "en-fr=Org/name"))
    assert (many.name, many.revision, many.languages) == (
        "facebook/m2m100_418M",
        "55c2e61",
        ("en", "pt", "de"),
    )
    assert len(many.pairs) == 6
    assert (one.source, one.target, one.languages) == ("en", "fr", ())


def test_a_model_of_the_pair_goes_before_one_of_many(folder, tmp_path):
    other = tmp_path / "many"
    other.symlink_to(folder)
    engine = engine_of(f"en-de={folder},*={other}:en,de", tmp_path)
    quality = {(edge.source, edge.target): edge.quality for edge in engine.edges()}
    assert quality["en", "de"] > quality["de", "en"]


@pytest.mark.parametrize("entry", ["*=Org/name", "*=Org/name:en", "*=Org/name:en,Portuguese", "de"])
def test_a_model_of_many_needs_its_languages(entry):
    with pytest.raises(SettingsError, match="DUOLOGUE_HUB_MODELS"):
        parse(entry.split(","))
