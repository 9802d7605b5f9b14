import pytest

from nlp.training.translation.config import Recipe, find_recipe, read_recipe
from nlp.training.translation.errors import RecipeWrong

LEAST = 'name = "x"\n[corpus]\npairs = ["en-de"]\n'


def written(folder, text):
    path = folder / "recipe.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", ["en-de-cpu", "gpu", "smoke"])
def test_recipes_that_come_with_the_project_are_good(name):
    recipe = read_recipe(find_recipe(name))
    assert isinstance(recipe, Recipe)
    assert recipe.corpus.without == ("newstest",), "its licence does not let weights be shipped"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[trianing]\nsteps = 5", "trianing"),
        ("[training]\nstep = 5", "step"),
        ("[training]\nrate = 2.0", "rate"),
        ("[training]\nsteps = 0", "steps"),
        ("[shape]\nwidth = 100\nheads = 8", "multiple of shape.heads"),
        ("[vocabulary]\nsize = 20", "vocabulary.size"),
        ("[broken", "recipe.toml"),
    ],
)
def test_what_cannot_work_is_refused_by_name(tmp_path, more, said):
    with pytest.raises(RecipeWrong, match=said):
        read_recipe(written(tmp_path, LEAST + more))


@pytest.mark.parametrize(
    ("pairs", "said"),
    [("[]", "empty"), ('["en-de", "de-en"]', "twice"), ('["en-en"]', "itself"), ('["en"]', "pairs")],
)
def test_pairs_are_checked(tmp_path, pairs, said):
    with pytest.raises(RecipeWrong, match=said):
        read_recipe(written(tmp_path, f'name = "x"\n[corpus]\npairs = {pairs}\n'))


def test_a_recipe_that_is_not_there_names_those_that_are(tmp_path):
    with pytest.raises(RecipeWrong, match="en-de-cpu, gpu, smoke"):
        find_recipe("nowhere.toml")
    assert find_recipe(str(written(tmp_path, LEAST))).exists()


def test_the_digest_changes_with_the_data_and_not_with_the_training(tmp_path):
    recipe = read_recipe(written(tmp_path, LEAST))
    longer = read_recipe(written(tmp_path, LEAST + "[training]\nsteps = 5"))
    larger = read_recipe(written(tmp_path, LEAST + "[vocabulary]\nsize = 9000"))
    assert recipe.digest() == longer.digest() != larger.digest()
    assert recipe.digest() != recipe.seeded(2).digest()
    assert recipe.seeded(None) is recipe
