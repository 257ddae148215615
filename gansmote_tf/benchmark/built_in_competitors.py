"""The methods that run with what the package requires: ours, the controls, imbalanced-learn's."""

import functools
from collections.abc import Iterator, Sequence

import numpy as np
from imblearn.ensemble import BalancedRandomForestClassifier, EasyEnsembleClassifier
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    BorderlineSMOTE,
    RandomOverSampler,
)
from imblearn.under_sampling import RandomUnderSampler
from sklearn.base import clone

from gansmote_tf.benchmark.competitor import Competitor, sampler_method
from gansmote_tf.benchmark.table_encoder import filled, numbers_of
from gansmote_tf.recipes import RECIPES, Recipe
from gansmote_tf.tensorflow_start import load_tensorflow

_PAPER = "Scott & Plested 2019"
#: GAN-steps of the paper's recipes where hundreds of classes are topped up: a twentieth of its
#: 40,000, every schedule in proportion.
PAPER_STEPS = 2_000


def make_all() -> Iterator[Competitor]:
    """Each of them once, in the order of tables and figures."""
    yield from _without_rows()
    yield from _by_neighbours()
    yield gan_smote("GAN-SMOTE", RECIPES["default"], "this package, after " + _PAPER)
    yield gan_smote("GAN-SMOTE (paper)", RECIPES["paper"].scaled(PAPER_STEPS), _PAPER)
    as_coded = RECIPES["as_coded"].scaled(PAPER_STEPS)
    yield gan_smote("GAN-SMOTE (as coded)", as_coded, _PAPER + ", its author's program")
    yield from _controls()
    yield from _models()
    yield Competitor("real rows", "ceiling", "", top_up=_as_they_are, makes_rows=False, sized=False)


def _without_rows():
    as_they_are = {"top_up": _as_they_are, "makes_rows": False, "sized": False}
    yield Competitor("original rows", "baseline", "", **as_they_are)
    citation = "King & Zeng 2001"
    yield Competitor("class weights", "baseline", citation, weighted=True, **as_they_are)
    sampler = RandomOverSampler()
    citation = "Batista, Prati & Monard 2004"
    yield sampler_method(sampler, "random oversampling", kind="baseline", citation=citation)
    yield sampler_method(
        RandomUnderSampler(),
        "random undersampling",
        kind="baseline",
        citation=citation,
        makes_rows=False,
        sized=False,
    )


def _by_neighbours():
    citation = "Chawla, Bowyer, Hall & Kegelmeyer 2002"
    own = {"kind": "baseline", "citation": citation}
    smote = sampler_method(SMOTE(), "SMOTE", encoded=True, **own)
    yield smote
    top_up = functools.partial(_rounded, smote.top_up)
    yield Competitor(
        "rounded SMOTE", top_up=top_up, settings=f"{SMOTE()} rounded", encoded=True, **own
    )
    yield sampler_method(_Filled(SMOTEN()), "SMOTEN", columns="categories", **own)
    mixed = _Filled(SMOTENC(categorical_features=[]))
    yield sampler_method(mixed, "SMOTENC", columns="mixed", **own)
    # A class without borderline rows gets none from the one, and the other rounds per row.
    own = {"kind": "baseline", "encoded": True, "sized": False}
    citation = "Han, Wang & Mao 2005"
    yield sampler_method(BorderlineSMOTE(), "Borderline-SMOTE", citation=citation, **own)
    yield sampler_method(ADASYN(), "ADASYN", citation="He, Bai, Garcia & Li 2008", **own)


def _controls():
    from gansmote_tf.samplers.marginal import MarginalOverSampler
    from gansmote_tf.samplers.translation import TranslationOverSampler

    own = {"kind": "control", "citation": "this package"}
    for name, sampler in (
        ("attributes alone", MarginalOverSampler(shrinkage=0)),
        ("prior", MarginalOverSampler(shrinkage=3)),
        ("evidence (two points)", MarginalOverSampler(shrinkage="two_points")),
        ("evidence (mixture)", MarginalOverSampler(shrinkage="mixture")),
        ("evidence (apart)", MarginalOverSampler(shrinkage="mixture", apart=0.25)),
        ("translated", TranslationOverSampler(raking=0)),
        ("translated (raked)", TranslationOverSampler(raking=0.5)),
    ):
        yield sampler_method(sampler, name, **own)


def _models():
    forest = BalancedRandomForestClassifier(
        sampling_strategy="all", replacement=True, bootstrap=False, random_state=0
    )
    ensemble = EasyEnsembleClassifier(random_state=0)
    for name, model, compared_as, citation in (
        ("balanced forest", forest, "random forest", "Chen, Liaw & Breiman 2004"),
        ("EasyEnsemble", ensemble, "gradient boosting", "Liu, Wu & Zhou 2009"),
    ):
        yield Competitor(
            name,
            "model",
            citation,
            top_up=_as_they_are,
            settings=repr(model),
            makes_rows=False,
            sized=False,
            model=(model, compared_as),
        )


def gan_smote(
    name: str, recipe: Recipe, citation: str = "", *, callbacks: Sequence = (), processes: int = 1
) -> Competitor:
    """GAN-SMOTE by some recipe: the GANs of all tables train side by side.

    Args:
        name, citation: See :class:`Competitor`.
        recipe: All numbers of the method.
        callbacks: Keras callbacks of the training.
        processes: Among how many processes the tables are split.
    """
    top_up = functools.partial(_train, recipe=recipe, callbacks=callbacks, processes=processes)
    return Competitor(name, "gan", citation, top_up=top_up, settings=repr(recipe))


def _train(tables, sizes, seed, *, recipe, callbacks, processes):
    from gansmote_tf.many_tables import resample_tables

    load_tensorflow()  # a process of a parallel run has not yet
    asked = ["auto" if size is None else size for size in sizes]
    return resample_tables(
        tables, recipe, seed, sampling_strategy=asked, callbacks=callbacks, processes=processes
    )


def _as_they_are(tables, sizes, seed):
    return list(tables)


def _rounded(top_up, tables, sizes, seed):
    """Rows of a method with every column of bits rounded to bits."""
    results = []
    for (X, _), (X_more, y_more) in zip(tables, top_up(tables, sizes, seed), strict=True):
        bits = np.isin(X, (0, 1)).all(axis=0)
        results.append((np.where(bits, np.rint(X_more), X_more), y_more))
    return results


class _Filled:
    """A sampler of imbalanced-learn's that knows no missing category, given a level for it."""

    def __init__(self, sampler):
        self.sampler = sampler

    def __repr__(self):
        return repr(self.sampler)

    def __sklearn_clone__(self):
        return _Filled(clone(self.sampler))

    def get_params(self):
        return self.sampler.get_params()

    def set_params(self, **params):
        self.sampler.set_params(**params)
        return self

    def fit_resample(self, X, y):
        if "categorical_features" in self.get_params():
            numbers = numbers_of(X)
            categories = [name for name in X if name not in numbers]
            self.sampler.set_params(categorical_features=categories)
        return self.sampler.fit_resample(filled(X), y)
