"""Every sampler keeps the contracts of imbalanced-learn and scikit-learn."""

import warnings
from dataclasses import replace

from imblearn.utils.estimator_checks import parametrize_with_checks as imblearn_checks
from sklearn.utils.estimator_checks import parametrize_with_checks as sklearn_checks

from gansmote_tf import GANSMOTE, MarginalOverSampler, TranslationOverSampler
from gansmote_tf.recipes import RECIPES

FAST = replace(RECIPES["default"].scaled(10), check=None)
SAMPLERS = [
    GANSMOTE(recipe=FAST, random_state=0),
    MarginalOverSampler(random_state=0),
    TranslationOverSampler(random_state=0),
]


def run(check, estimator):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        check(estimator)


@imblearn_checks(SAMPLERS)
def test_checks_of_imbalanced_learn(estimator, check):
    run(check, estimator)


@sklearn_checks(SAMPLERS)
def test_checks_of_scikit_learn(estimator, check):
    run(check, estimator)
