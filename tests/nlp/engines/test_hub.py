"""Engine `hub` on a tiny Marian model with random weights, built here: it talks noise, but in good order."""

import json
import warnings

import pytest
import sentencepiece

from nlp.engines.hub.engine import BATCH, HubEngine, files_of, folder_of_pulled, parse
from nlp.errors import EngineFailed, EngineMissing
from wire.contracts.errors import SettingsError

LINES = (
    "good morning to all of you",
    "where is the train station please",
    "guten Morgen euch allen",
    "wo ist bitte der Bahnhof",
    "I would like two tickets for tomorrow",
    "ich möchte zwei Karten für morgen",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    home = tmp_path_factory.mktemp("marian")
    (home / "lines.txt").write_text("\n".join(LINES * 20))
    sentencepiece.SentencePieceTrainer.train(
        input=str(home / "lines.txt"),
        model_prefix=str(home / "spm"),
        vocab_size=90,
        minloglevel=2,
        hard_vocab_limit=False,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(home / "spm.model"))
    words = [
        "</s>",
        "<unk>",
        *(p for i in range(len(pieces)) if (p := pieces.id_to_piece(i))[0] != "<"),
        "<pad>",
    ]
    (home / "vocab.json").write_text(json.dumps({word: index for index, word in enumerate(words)}))
    spm = str(home / "spm.model")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*sacremoses")
        tokenizer = MarianTokenizer(spm, spm, str(home / "vocab.json"), source_lang="en", target_lang="de")
    pad = len(words) - 1
    config = MarianConfig(
        vocab_size=len(words),
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=512,
        pad_token_id=pad,
        eos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=pad,
    )
    torch.manual_seed(7)
    target = home / "opus-tiny-en-de"
    MarianMTModel(config).save_pretrained(target)
    tokenizer.save_pretrained(target)
    return target


@pytest.fixture(scope="module")
def engine(folder, tmp_path_factory):
    engine = HubEngine((f"en-de={folder}",), tmp_path_factory.mktemp("models"), threads=1)
    yield engine
    engine.close()


def test_a_configured_folder_is_an_edge(engine, folder):
    (edge,) = engine.edges()
    assert (edge.source, edge.target, edge.engine, edge.model) == ("en", "de", "hub", folder.name)


def test_one_rendering_per_text_in_order_whatever_the_batch(engine):
    texts = [f"{line[:11]} {number}" for number in range(3) for line in LINES]
    assert len(texts) > BATCH
    together = engine.translate("en", "de", texts)
    alone = [engine.translate("en", "de", [text])[0] for text in texts[::4]]
    assert [one.text for one in together[::4]] == [one.text for one in alone]
    assert len(together) == len(texts)
    assert any(one.text for one in together)
    assert {(one.engine, one.model) for one in together} == {("hub", "opus-tiny-en-de")}


def test_the_same_text_is_translated_the_same_again(engine):
    first, second = (engine.translate("en", "de", [LINES[1]])[0].text for _ in range(2))
    assert first == second


def test_nothing_in_nothing_out_and_line_breaks_stay(engine):
    empty, blank, lines = engine.translate("en", "de", ["", "  ", "good morning\n\nwhere is it"])
    assert empty.text == ""
    assert blank.text == "  "
    assert lines.text.count("\n") == 2


def test_an_unknown_pair_is_refused(engine):
    with pytest.raises(EngineMissing, match="DUOLOGUE_HUB_MODELS"):
        engine.translate("de", "en", ["hallo"])


def test_a_name_that_was_not_pulled_is_no_edge_and_is_not_fetched(tmp_path):
    engine = HubEngine(("en-de=Helsinki-NLP/opus-mt-en-de@abc123",), tmp_path, threads=1)
    assert engine.edges() == ()
    with pytest.raises(EngineMissing, match="duologue models pull de"):
        engine.translate("en", "de", ["hello"])


def test_a_pulled_name_is_found_by_its_revision(tmp_path, folder):
    snapshots = folder_of_pulled(tmp_path) / "models--Org--tiny" / "snapshots"
    snapshots.mkdir(parents=True)
    (snapshots / "c0ffee").symlink_to(folder)
    refs = snapshots.parent / "refs"
    refs.mkdir()
    (refs / "v1").write_text("c0ffee")
    for entry in ("en-de=Org/tiny@v1", "en-de=Org/tiny@c0ffee"):
        (model,) = parse((entry,))
        assert files_of(model, folder_of_pulled(tmp_path)) == snapshots / "c0ffee"
    engine = HubEngine(("en-de=Org/tiny@v1",), tmp_path, threads=1)
    assert engine.translate("en", "de", [LINES[0]])[0].model == "Org/tiny@v1"


def test_a_folder_that_is_no_model_says_so(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    engine = HubEngine((f"en-de={tmp_path}",), tmp_path, threads=1)
    with pytest.raises(EngineFailed, match="not a Marian, M2M100 or NLLB model"):
        engine.translate("en", "de", ["hello"])


@pytest.mark.parametrize("entry", ["en-de", "en=Org/name", "en-de=just-a-name", "en-de=/no/such/folder"])
def test_entries_that_cannot_be_read_are_refused(entry):
    with pytest.raises(SettingsError, match="DUOLOGUE_HUB_MODELS"):
        parse((entry,))
