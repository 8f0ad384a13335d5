"""Pipelines that travel to other processes by their recipe."""

import pickle

import pytest

import vnpolice_ie as vie
from other_process import run_python
from vnpolice_ie.integrations.shared import Recipe


def test_a_recipe_travels_and_makes_one_pipeline_a_process():
    recipe = Recipe.of(vie.load("rules", min_score=0.9))
    assert recipe == ("rules", 0.9)
    again = pickle.loads(pickle.dumps(recipe))
    assert again.pipeline() is recipe.pipeline()
    assert again.pipeline().min_score == 0.9


def test_the_identity_tells_models_and_scores_apart():
    recipes = [Recipe.of("rules"), Recipe.of("rules", 0.5), Recipe.of(None), Recipe.of("compact")]
    assert len({recipe.identity() for recipe in recipes}) == 3
    assert recipes[2] == recipes[3]


def test_a_pipeline_without_a_name_cannot_travel():
    message = r"a pipeline that was put together by hand has no name to travel by\. Give what vie\.load takes: 'rules',"
    with pytest.raises(vie.InputError, match=message):
        Recipe.of(vie.Pipeline(vie.load("rules").stages))


def test_a_name_that_is_none_is_told_at_once():
    with pytest.raises(vie.InputError, match="there is no pipeline 'rulez'"):
        Recipe.of("rulez")


def test_a_missing_extra_is_named():
    code = """
import importlib
from vnpolice_ie import extras
extras.find_spec = lambda name: None
for module in ("spacy", "pandas", "transformers"):
    try:
        importlib.import_module(f"vnpolice_ie.integrations.{module}")
    except extras.ResourceError as error:
        print(error)
"""
    assert run_python(code).stdout.splitlines() == [
        f"{what} not installed. Install what is needed: pip install 'vnpolice-ie[{extra}]'."
        for what, extra in (
            ("spacy is", "spacy"),
            ("pandas is", "pandas"),
            ("transformers, torch are", "train"),
        )
    ]
