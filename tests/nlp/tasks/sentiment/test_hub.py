"""Sentiment models by name: a tiny XLM-R built here, its labels, and what happens where it is missing."""

import logging

import pytest

from nlp.errors import EngineFailed
from nlp.report import report
from nlp.tasks.sentiment import build_sentiments
from nlp.tasks.sentiment.hub import build_hub, meanings, named
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

VOCABULARY = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁", -1.0),
    ("▁good", -2.0),
    ("▁bad", -2.0),
]


def build_tiny(folder, labels):
    """A whole model with random weights: fast, and wrong about everything."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, XLMRobertaConfig, XLMRobertaForSequenceClassification

    torch.manual_seed(1)
    inner = Tokenizer(models.Unigram(VOCABULARY, unk_id=3))
    inner.pre_tokenizer = pre_tokenizers.Metaspace()
    special = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    PreTrainedTokenizerFast(tokenizer_object=inner, **special).save_pretrained(folder)
    config = XLMRobertaConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=140,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
        num_labels=len(labels),
    )
    XLMRobertaForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return build_tiny(tmp_path_factory.mktemp("tiny"), ["negative", "neutral", "positive"])


def test_a_model_in_a_folder_serves(tiny, tmp_path):
    settings = Settings(home=tmp_path, sentiment_model=f"hub:{tiny}")
    good, emoji = build_sentiments(settings).score(["good good", "so bad " * 400])
    assert (good.engine, good.model) == ("hub", tiny.name)
    assert sum(good.scores.values()) == pytest.approx(1, abs=1e-3)
    assert sum(emoji.scores.values()) == pytest.approx(1, abs=1e-3)


def test_labels_of_a_model_are_put_in_our_order(tiny, tmp_path):
    import torch

    scorer = build_hub(Settings(home=tmp_path, sentiment_model=f"hub:{tiny}"))
    inputs = scorer._words(["good bad"], return_tensors="pt")
    with torch.no_grad():
        negative, neutral, positive = torch.softmax(scorer._model(**inputs).logits, dim=1)[0].tolist()
    assert scorer.chances(["good bad"])[0] == pytest.approx([positive, neutral, negative], abs=1e-5)


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (["Negative", "Neutral", "Positive"], [[0, 0, 1], [0, 1, 0], [1, 0, 0]]),
        (["LABEL_0", "LABEL_1", "LABEL_2"], [[0, 0, 1], [0, 1, 0], [1, 0, 0]]),
        (["POS", "NEG"], [[1, 0, 0], [0, 0, 1]]),
        (
            ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
            [[0, 0, 1], [0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 0, 0]],
        ),
    ],
)
def test_what_labels_mean(labels, rows):
    assert meanings(dict(enumerate(labels))).tolist() == rows


@pytest.mark.parametrize("labels", [["joy", "anger"], ["LABEL_0", "LABEL_1"], ["6 stars"]])
def test_labels_that_are_no_sentiments_are_refused(labels):
    with pytest.raises(EngineFailed, match="no sentiment"):
        meanings(dict(enumerate(labels)))


def test_a_model_that_is_missing_is_told_of_and_ours_serves(tmp_path, caplog):
    settings = Settings(home=tmp_path, sentiment_model="hub:someone/sentiments@main")
    lines = [line for line in report(settings) if line.task == "sentiment"]
    assert [(line.engine, line.state) for line in lines] == [("hub", "missing"), ("e5", "ready")]
    assert "someone/sentiments@main is not here" in lines[0].why
    assert (
        "hf download someone/sentiments --revision main" in lines[0].how
        and "our own model serves" in lines[0].how
    )
    with caplog.at_level(logging.WARNING):
        (one,) = build_sentiments(settings).score(["I love it"])
    assert (one.engine, one.label) == ("e5", "positive")
    assert "our own sentiment model serves instead" in caplog.text


@pytest.mark.parametrize("value", ["other", "hub:", "hub:one", "hub:/no/such/folder"])
def test_a_setting_that_names_no_model_is_refused(value, tmp_path):
    settings = Settings(home=tmp_path, sentiment_model=value)
    with pytest.raises(SettingsError, match="DUOLOGUE_SENTIMENT_MODEL"):
        named(settings)
    (line, _) = (line for line in report(settings) if line.task == "sentiment")
    assert (line.state, "own" in line.why) == ("broken", True)
