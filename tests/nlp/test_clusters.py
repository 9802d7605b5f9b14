"""Groups of texts: the tree of average linkage, what lies outside, and words that tell groups apart."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

from nlp.clusters import clustering
from nlp.clusters.agreement import pair_f1, purity
from nlp.clusters.clustering import NONE, cluster, reduced
from nlp.clusters.lasting import NEW, middles, recognised
from nlp.clusters.linkage import groups
from nlp.clusters.naming import name, words_of
from nlp.clusters.night import OF_ONE, packed, unpacked
from nlp.clusters.night import _order as night_order
from nlp.encoder.embedding import DIMENSIONS
from wire.contracts.little import little


def rows(count, seed, width=8):
    made = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def heaps(sizes, width=96, seed=3):
    """Rows around so many directions, in no order; and which each is of."""
    rng = np.random.default_rng(seed)
    of = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    noise = rng.normal(scale=0.05, size=(len(of), width))
    made = (np.eye(width)[of] + noise).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True), of


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("similarity", [-0.5, 0.0, 0.2, 0.5, 0.9])
def test_groups_are_those_of_average_linkage(seed, similarity):
    made = rows(60, seed)
    tree = linkage(pdist(made, "cosine"), "average")
    wanted = fcluster(tree, 1 - similarity, "distance")
    assert pair_f1(groups(made, similarity), wanted) == 1.0 or len(set(wanted)) == len(made)
    assert len(set(groups(made, similarity).tolist())) == len(set(wanted.tolist()))


def test_of_few_there_is_nothing_to_link():
    assert groups(rows(0, 1), 0.5).tolist() == [] and groups(rows(1, 1), 0.5).tolist() == [0]
    for count in (0, 1, 4):
        found = cluster(rows(count, 1))
        assert (found.many, found.of.tolist(), found.sizes.tolist()) == (0, [NONE] * count, [])


def test_heaps_are_found_largest_first_and_what_is_alone_is_in_none():
    made, of = heaps([40, 25, 12, 1, 1])
    found = cluster(made)
    assert found.many == 3 and found.sizes.tolist() == [40, 25, 12]
    assert pair_f1(found.of[of < 3], of[of < 3]) == 1.0
    assert found.of[of >= 3].tolist() == [NONE, NONE]
    again = cluster(made)
    assert again.of.tolist() == found.of.tolist()


def test_more_than_can_be_linked_go_where_they_are_nearest(monkeypatch):
    monkeypatch.setattr(clustering, "LINKED", 60)
    made, of = heaps([80, 60, 40])
    found = cluster(made)
    assert (found.many, found.sizes.tolist()) == (3, [80, 60, 40]) and pair_f1(found.of, of) == 1.0


def test_what_all_share_sets_nothing_apart():
    made, of = heaps([30, 30])
    shared = made * 0.3 + 1.0
    like = reduced((shared / np.linalg.norm(shared, axis=1, keepdims=True)).astype(np.float32))
    within = like[of == 0] @ like[of == 0].T
    assert within.mean() > 0.4 > 0 > (like[of == 0] @ like[of == 1].T).mean()


def test_agreement_by_hand():
    labels = np.array([0, 0, 0, 1, 1, 2])
    assert (purity(labels, labels), pair_f1(labels, labels)) == (1.0, 1.0)
    one = np.zeros(6, dtype=np.int64)
    assert purity(one, labels) == 0.5 and pair_f1(one, labels) == pytest.approx(2 * 4 / (15 + 4))
    alone = np.arange(6)
    assert purity(alone, labels) == 1.0 and pair_f1(alone, labels) == 0.0


def test_words_that_several_people_use_and_others_do_not():
    texts = ["my card is lost", "lost card again", "the card was lost", "refund please", "a refund, please",
             "when is my refund", "Zebedee lost my card", "hello"]  # fmt: skip
    of, who = [0, 0, 0, 1, 1, 1, 0, NONE], ["a", "b", "c", "d", "e", "f", "a", "g"]
    first, second, none = name(texts, of, who, 3)
    assert set(first[:2]) == {"card", "lost"} and second[0] == "refund" and none == ()
    assert "zebedee" not in first, "one person's word names nobody's group"
    assert words_of("Não-é O'Brien ÜBER 42 ok") == ["não-é", "o'brien", "über"]


def test_a_group_is_known_again_by_its_middle_and_each_once():
    made, of = heaps([30, 20, 10])
    first, like = middles(made, (), of, 3)
    assert like.min() > 0.5 and np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)
    half = np.arange(len(of)) % 2 == 0
    again, _ = middles(made[half], (), of[half], 3)
    assert recognised(again[[2, 0]], first).tolist() == [2, 0]
    assert recognised(np.stack([first[0], again[0]]), first[:1]).tolist() == [0, NEW], "the likest pair"
    assert recognised(rows(2, 5, 96), first).tolist() == [NEW, NEW]
    none = np.empty((0, 96), dtype=np.float32)
    assert recognised(none, first).tolist() == [] and recognised(first, none).tolist() == [NEW] * 3


def test_vectors_are_kept_as_bytes_with_their_directions():
    made = rows(50, 2, DIMENSIONS)
    kept = packed(made)
    assert len(kept) == 50 * DIMENSIONS and (unpacked(kept) * made).sum(axis=1).min() > 0.999
    assert packed(made[:0]) == b"" and len(unpacked(b"")) == 0


def test_little_words_come_after_others_unless_they_tell_most():
    texts = ["what of the order", "order, what they order", "what parcel is there", "what there"]
    of, who = [0, 0, 1, 1] * 3, list("aaaabbbbcccc")
    first, second = name(texts * 3, of, who, 2, little=little("en-GB"))
    assert first[0] == "order", "it is in the list, and the others' words say less"
    assert second[0] == "parcel" and name(texts * 3, of, who, 2)[1][0] == "there"
    assert little("xx") == frozenset() and {"que", "com"} <= little("pt")


def test_people_give_no_group_its_name():
    texts = [f"Nora, the parcel {one}" for one in ("please", "now", "today", "again", "help")]
    of, who = [0] * 5, list("abcde")
    assert set(name(texts, of, who, 1, fewest=5)[0]) == {"nora", "the", "parcel"}
    assert set(name(texts, of, who, 1, fewest=5, never=words_of("Nora Lee"))[0]) == {"the", "parcel"}
    assert name(texts, of, who, 1, fewest=6) == [()]
    for written in ("Nora’s", "nora's", "Nóra", "Nora-Lee", "NORA"):
        said = [one.replace("Nora", written) for one in texts]
        assert set(name(said, of, who, 1, fewest=5, never=words_of("Nora"))[0]) == {"the", "parcel"}
    clock = [f"{one} o’clock" for one in texts]
    assert "o’clock" in name(clock, of, who, 1, fewest=5, never=words_of("Nora O’Brien"))[0]


def test_who_floods_a_desk_is_linked_after_others():
    kept, who = packed(rows(500, 4, DIMENSIONS)), ["flood"] * 400 + [f"c{one}" for one in range(100)]
    order = night_order(kept, who).tolist()
    assert sorted(order) == list(range(500))
    assert sum(who[row] == "flood" for row in order[: 100 + OF_ONE]) == OF_ONE
    assert [who[row] for row in order[100 + OF_ONE :]] == ["flood"] * (400 - OF_ONE)
    alone = night_order(kept, [str(one) for one in range(500)]).tolist()
    assert alone != order and alone == night_order(kept, [f"p{one}" for one in range(500)]).tolist()


def test_a_word_of_most_groups_names_none():
    subjects = ["card", "order", "refund", "parcel", "window", "photo", "address", "plant"]
    texts = [f"what about the {one}" for one in subjects for _ in range(3)]
    of, who = [at for at in range(len(subjects)) for _ in range(3)], [str(at) for at in range(len(texts))]
    assert name(texts, of, who, len(subjects)) == [(one,) for one in subjects]
    assert len(name(texts[:9], of[:9], who[:9], 3)[0]) == 4, "of few groups nothing is common"
