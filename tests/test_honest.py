"""Whole tables by repeated cross-validation: what reaches whom, the scores, and the report."""

import numpy as np
import pandas as pd
import pytest
from imblearn.metrics import geometric_mean_score
from imblearn.over_sampling import RandomOverSampler
from imblearn.pipeline import make_pipeline
from sklearn import metrics
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_validate
from sklearn.naive_bayes import BernoulliNB
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.utils import check_random_state

from gansmote_tf.benchmark import honest
from gansmote_tf.benchmark.built_in_competitors import gan_smote
from gansmote_tf.benchmark.competitor import function_method
from gansmote_tf.benchmark.competitors import competitors
from gansmote_tf.benchmark.folds import Rules, folded_table
from gansmote_tf.benchmark.honest_report import report_honest
from gansmote_tf.benchmark.measures import MEASURES
from gansmote_tf.benchmark.studies import honest_study
from gansmote_tf.benchmark.top_up import seeds_of
from gansmote_tf.cli import main
from gansmote_tf.datasets import load_petrography
from gansmote_tf.recipes import RECIPES
from gansmote_tf.streams import small_seed, stream_key

FOLDS = {"folds": 3, "repeats": 2, "apart": False, "seed": 0}
LOGISTIC = "logistic regression"


@pytest.fixture
def cheap(monkeypatch):
    """Two classifiers that cost nothing in place of the benchmark's six."""
    models = {LOGISTIC: LogisticRegression(), "naive Bayes": BernoulliNB()}
    monkeypatch.setattr(honest, "CLASSIFIERS", models)


@pytest.fixture
def undrawn(monkeypatch):
    """Reports without the seconds that figures take, and each of statsmodels' corrections."""
    monkeypatch.setattr("gc.collect", lambda *_: 0)
    monkeypatch.setattr("gansmote_tf.benchmark.honest_report.figure_svg", lambda _: "<svg/>")


@pytest.fixture(scope="module")
def table():
    """Categories, and numbers that differ by fold in their median and scale."""
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"a": rng.choice(list("xyz"), 120), "b": rng.choice(["u", None], 120)})
    X["depth"] = np.exp(2 * rng.normal(size=120))
    X.loc[rng.choice(120, 30, replace=False), "depth"] = np.nan
    y = np.where(X["a"] == "x", "rare", rng.choice(["often", "seldom"], 120, p=[0.7, 0.3]))
    return X, pd.Series(np.where(rng.random(120) < 0.3, "often", y))


def scored(folded, name, repeat=0, seed=0):
    (method,) = competitors([name])
    how = {"table": folded.name, "repeat": repeat, "seed": seed}
    return pd.DataFrame(honest.score_method(folded, method, **how))


def pipeline_scores(X, y, fold, *steps):
    """What scikit-learn's own cross-validation finds on one fold."""
    categories = [sorted(X[name].fillna("missing").unique()) for name in ("a", "b")]
    encoder = ColumnTransformer(
        [
            ("categories", OneHotEncoder(categories=categories), ["a", "b"]),
            (
                "numbers",
                make_pipeline(SimpleImputer(strategy="median"), StandardScaler()),
                ["depth"],
            ),
        ],
        sparse_threshold=0,
    )
    pipeline = make_pipeline(encoder, FunctionTransformer(np.float32), *steps)
    labels = sorted(set(y))
    mean_recall = metrics.make_scorer(geometric_mean_score, average="multiclass")
    scoring = {
        "accuracy": "accuracy",
        "balanced_accuracy": "balanced_accuracy",
        "macro_f1": "f1_macro",
        "g_mean": mean_recall,
        "roc_auc": "roc_auc_ovr",
        "log_loss": metrics.make_scorer(
            metrics.log_loss, response_method="predict_proba", labels=labels
        ),
        "brier": metrics.make_scorer(
            metrics.brier_score_loss,
            response_method="predict_proba",
            labels=labels,
            scale_by_half=False,
        ),
    }
    filled = X.fillna({"b": "missing"})
    found = cross_validate(pipeline, filled, y, cv=[(fold.train, fold.test)], scoring=scoring)
    return {name: float(found[f"test_{name}"][0]) for name in MEASURES}


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("random oversampling", False),
        ("random oversampling", True),
        ("original rows", False),
        ("class weights", False),
    ],
)
def test_scores_are_those_of_an_imbalanced_learn_pipeline(table, cheap, name, apart):
    X, y = table
    folded = folded_table("t", X, y, folds=3, repeats=2, apart=apart, seed=5)
    found = scored(folded, name, repeat=1, seed=5)
    found = found[found["classifier"] == LOGISTIC]
    own = small_seed(stream_key(5, "honest", f"t/{name}", 1))
    weights = "balanced" if name == "class weights" else None
    model = LogisticRegression(class_weight=weights)
    seeds = seeds_of(own, [None] * 6)[:3]
    for number, (fold, seed) in enumerate(zip(folded.folds[1], seeds, strict=True)):
        sampler = [RandomOverSampler(random_state=seed)] if name == "random oversampling" else []
        expected = pipeline_scores(X, y.to_numpy(), fold, *sampler, model)
        line = found[found["fold"] == number].iloc[0]
        # In single precision, two rows alike to seven digits may change places.
        assert line["roc_auc"] == pytest.approx(expected.pop("roc_auc"), abs=2e-3)
        assert line[list(expected)].to_dict() == pytest.approx(expected, abs=2e-5)


class Spy(ClassifierMixin, BaseEstimator):
    """A network that notes what it is trained on and does as told: its loss falls till an epoch."""

    # Of all copies: what fit and partial_fit were given, how rows were shuffled, the best epoch.
    trained, asked, orders, best = [], [], [], 1

    def __init__(self, random_state=0, max_iter=60, n_iter_no_change=10):
        self.random_state = random_state
        self.max_iter = max_iter
        self.n_iter_no_change = n_iter_no_change

    def fit(self, X, y, sample_weight=None):
        self.trained.append((X.copy(), self.max_iter))
        self.classes_, self.epoch_ = np.unique(y), self.max_iter
        return self

    def partial_fit(self, X, y, classes, sample_weight=None):
        self.asked.append(X.copy())
        self.orders.append(tuple(check_random_state(self.random_state).permutation(len(X))))
        self.classes_, self.epoch_ = np.asarray(classes), getattr(self, "epoch_", 0) + 1
        return self

    def predict_proba(self, X):
        """Class 1 the likelier, the nearer the best epoch is."""
        share = 0.9 - abs(self.epoch_ - self.best) / 100
        return np.tile([1 - share, share], (len(X), 1))

    def predict(self, X):
        return np.full(len(X), self.classes_[1])


@pytest.fixture
def spy(monkeypatch):
    monkeypatch.setattr(honest, "CLASSIFIERS", {honest.NETWORK: Spy()})
    for name in ("trained", "asked", "orders"):
        monkeypatch.setattr(Spy, name, [])
    return Spy


def test_no_row_that_is_tested_on_or_held_out_is_trained_on(spy):
    """Each row names itself, and the method's rows name the row that they are copies of."""
    names = [f"{place:02}" for place in range(60)]
    X, y = pd.DataFrame({"row": names}), np.repeat([0, 1], [40, 20])
    folded = folded_table("t", X, y, **FOLDS)
    given = []

    def doubled(X, y, seed):
        given.append(set(X["row"].astype(int)))
        return pd.concat([X, X[::-1]]), [*y, *y[::-1]]

    method = function_method(doubled, "doubled", kind="baseline", citation="")
    honest.score_method(folded, method, table="t", repeat=1, seed=0)
    folds = folded.folds[1]
    assert given == [set(one.train) for one in folds] + [set(one.inner) for one in folds]
    for number, one in enumerate(folds):
        rows, _ = spy.trained[number]
        assert sorted(rows.argmax(axis=1)) == sorted([*one.train, *one.train])
        assert not set(rows.argmax(axis=1)) & set(one.test)
    searched = {tuple(sorted(rows.argmax(axis=1))) for rows in spy.asked}
    assert searched == {tuple(sorted([*one.inner, *one.inner])) for one in folds}
    assert not any(set(one.inner) & {*one.held, *one.test} for one in folds)


@pytest.mark.parametrize(
    ("best", "found", "tried"), [(1, 1, 11), (20, 20, 30), (55, 55, 60), (60, 60, 60), (90, 60, 60)]
)
def test_the_network_stops_where_the_held_out_loss_is_lowest(spy, monkeypatch, best, found, tried):
    monkeypatch.setattr(spy, "best", best)
    X, y = np.zeros((4, 1)), np.array([0, 1, 1, 1])
    assert honest.best_epochs(X, y, X[1:], y[1:]) == found
    assert len(spy.asked) == tried


def test_held_out_rows_of_a_class_that_was_not_trained_on_do_not_count(spy, monkeypatch):
    monkeypatch.setattr(spy, "best", 7)
    X, y = np.zeros((4, 1)), np.array([0, 1, 1, 2])
    assert honest.best_epochs(X[:3], y[:3], X[2:], y[2:]) == 7


def test_the_network_is_trained_for_as_many_epochs_on_the_whole_part(monkeypatch):
    """The real one: its loss on training rows falls on, and does not stop it."""
    network = honest.CLASSIFIERS[honest.NETWORK]
    monkeypatch.setattr(honest, "CLASSIFIERS", {honest.NETWORK: network})
    monkeypatch.setattr(honest, "best_epochs", lambda *_: 23)
    monkeypatch.setattr(honest, "measures", lambda model, *_: {"trained": model.n_iter_})
    X = pd.DataFrame({"a": list("xy") * 30})
    folded = folded_table("t", X, [0, 1] * 30, **FOLDS)
    found = scored(folded, "original")
    assert found["epochs"].tolist() == found["trained"].tolist() == [23] * 3


def test_each_epoch_shuffles_anew_and_each_search_alike(spy, monkeypatch):
    """As with a number for a seed no epoch would, each call of partial_fit beginning anew."""
    monkeypatch.setattr(spy, "best", 5)
    X, y = np.zeros((30, 1)), np.array([0, 1, 1] * 10)
    for _ in range(2):
        honest.best_epochs(X, y, X[1:3], y[1:3])
    half = len(spy.orders) // 2
    assert len(set(spy.orders)) == half == 15
    assert spy.orders[:half] == spy.orders[half:]


def test_a_method_that_is_a_classifier_is_scored_as_that(table, cheap):
    found = scored(folded_table("t", *table, **FOLDS), "balanced forest")
    assert found["classifier"].tolist() == ["random forest"] * 3
    assert found["epochs"].isna().all()


def test_bits_in_named_groups_reach_methods_as_such(cheap):
    """The stand-in's attributes stay one-hot in every row that a control or a GAN makes."""
    X, y = load_petrography()
    X, y = X[y > 1], y[y > 1]
    folded = folded_table("stand-in", X, y, folds=2, repeats=1, apart=False, seed=0)
    assert set(folded.X.dtypes) == {np.dtype("int64")}
    assert list(folded.X) == list(X)
    attributes = [name.partition("(")[0] for name in X]
    several = X.T.groupby(attributes).sum() > 1
    obeyed = several.mean(axis=1) < 0.02  # so in every training part, too
    assert obeyed.sum() > 3
    gan = gan_smote("GAN", RECIPES["default"].scaled(20))
    for method in (gan, *competitors(["evidence (mixture)", "translated"])):
        seen = []

        def noted(tables, sizes, seed, top_up=method.top_up, seen=seen):
            made = top_up(tables, sizes, seed)
            seen += [rows[len(given) :] for (given, _), (rows, _) in zip(tables, made, strict=True)]
            return made

        own = type(method)(method.name, method.kind, "", noted)
        lines = honest.score_method(folded, own, table="stand-in", repeat=0, seed=0)
        assert len(lines) == 2 * len(honest.CLASSIFIERS)
        made = pd.concat(seen)
        assert len(made) > 10
        most = made.T.groupby(attributes).sum().max(axis=1)
        assert (most[obeyed] <= 1).all(), method.name


def study_of(tables, names=("original", "random"), **more):
    return honest_study(tables, competitors(names), repeats=1, rules=Rules(folds=3), **more)


def test_what_was_done_to_tables_is_told_and_what_cannot_be_used_left_out(table, cheap):
    X, y = table
    alike = pd.DataFrame({"a": ["x"] * 40}), pd.Series([0] * 30 + [1] * 10)
    one_class = pd.DataFrame({"a": ["x"] * 40}), pd.Series([0] * 40)
    tables = {"t": (X, y), "alike": alike, "one class": one_class}
    study = study_of(tables, apart=True)
    assert list(study.tables) == ["t"]
    assert {cell.keys["table"] for cell in study.cells} == {"t"}
    told = "\n".join(study.told)
    assert "alike is left out: every fold must have two classes to train on" in told
    assert "one class is left out: two classes must have as many rows as folds" in told
    assert list(study_of(tables).tables) == ["t", "alike"]


@pytest.mark.parametrize("reference", ["SMOTE", "SMOTEN", "balanced forest"])
def test_a_reference_that_not_all_can_be_compared_with_is_refused(table, reference):
    names = ("original", "smoten", "balanced forest")
    with pytest.raises(ValueError, match="reference must be a method that is compared"):
        study_of({"t": table}, names, reference=reference)


def made_scores(gains, tables=7, sd=0.01, models=()):
    """Scores of methods that gain so much over the first, in every measure, on tables alike."""
    rng = np.random.default_rng(1)
    lines = []
    for t in range(tables):
        for fold in range(5):
            for classifier in ("random forest", LOGISTIC):
                base = rng.normal(0.7, 0.05)
                for method, gain in gains.items():
                    if method in models and classifier == LOGISTIC:
                        continue
                    score = base + gain + rng.normal(0, sd)
                    own = dict.fromkeys(MEASURES, score) | {"log_loss": -score, "brier": -score}
                    line = {"table": f"t{t}", "repeat": 0, "fold": fold, "method": method}
                    lines.append({**line, "classifier": classifier, **own, "epochs": np.nan})
    return pd.DataFrame(lines)


def report_on(scores, **kinds):
    kinds = dict.fromkeys(scores["method"].unique(), "baseline") | kinds
    X, y = pd.DataFrame({"a": range(40)}), [0, 1] * 20
    folded = [folded_table(name, X, y, **FOLDS) for name in scores["table"].unique()]
    conclusion, sections = report_honest(scores, kinds, "original", folded)
    items = {item.name: item for section in sections for item in section.items}
    return conclusion, [section.title for section in sections], items


def marked(table):
    """Column -> the first cells of the lines that are marked there."""
    names = table.frame.iloc[:, 0]
    return {column: names[table.best[column]].tolist() for column in table.best}


@pytest.mark.parametrize("tables", [1, 8])
def test_the_best_is_marked_where_it_is_told_from_others_and_nothing_elsewhere(tables, undrawn):
    ahead = made_scores({"original": 0, "good": 0.2, "as good": 0.2001}, tables)
    *_, items = report_on(ahead)
    assert marked(items["means"]) == {label: ["good", "as good"] for label in MEASURES.values()}
    *_, items = report_on(made_scores({"original": 0, "one": 0, "other": 0}, tables))
    assert not any(marked(items["means"]).values())
    assert "Nothing is bold" in items["means"].note


def test_differences_count_for_better_in_losses_as_well(undrawn):
    _, titles, items = report_on(made_scores({"original": 0, "good": 0.2, "bad": -0.2}))
    assert titles[:3] == ["In short", "Over tables", "Table by table"]
    shown = items["gains"].frame.set_index("method")
    np.testing.assert_allclose(shown.loc["good"], 0.2, atol=0.01)
    np.testing.assert_allclose(shown.loc["bad"], -0.2, atol=0.01)
    assert marked(items["gains"])["log loss"] == ["good", "bad"]
    intervals = items["intervals"].frame
    assert (intervals["low"] < intervals["difference"]).all()
    assert set(intervals["measure"]) == {"macro-F1", "balanced accuracy", "Brier score"}


def test_a_classifier_of_its_own_is_compared_where_it_stands_alone(undrawn):
    scores = made_scores({"original": 0, "good": 0.1, "forest": 0.3}, models=["forest"])
    _, _, items = report_on(scores, forest="model")
    assert items["means"].frame["method"].tolist() == ["original", "good"]
    assert "Not scored with every classifier on every table: forest." in items["means"].note
    by_classifier = items["classifiers"].frame.set_index("method")
    assert by_classifier.loc["forest"].isna().tolist() == [False, True]
    assert marked(items["classifiers"])["random forest"] == ["forest"]
    assert "forest" in set(items["intervals"].frame["method"])


def test_rows_that_are_seen_in_training_are_told_in_the_conclusion(cheap, undrawn):
    X = pd.DataFrame({"a": ["x"] * 20 + [f"{place}" for place in range(60)]})
    table = X, pd.Series([0, 0, 1, 0] * 20)
    scores = made_scores({"original rows": 0, "random oversampling": 0}, tables=1)
    conclusion, _ = study_of({"t": table}).report(scores)
    assert conclusion[-1].startswith("Of the test rows, 25 % equal a row of their training part")
    conclusion, _ = study_of({"t": table}, apart=True).report(scores)
    assert not any("equal a row" in each for each in conclusion)


def test_the_command_compares_on_the_petrography_table(cheap, undrawn, tmp_path, capsys):
    options = ["--methods", "original,random", "--repeats", "1", "--processes", "1", "--quiet"]
    assert main(["benchmark", "honest", *options, "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "petrography stand-in by 1 times 5-fold cross-validation" in said
    assert "nearly balanced, so class 2 is drawn down from 30 to 13 rows" in said
    scores = pd.read_csv(tmp_path / "out" / "scores.csv")
    assert len(scores) == 2 * 5 * 2
    assert scores[list(MEASURES)].notna().all(axis=None)
    assert (tmp_path / "out" / "report.html").is_file()


def test_the_command_compares_on_the_real_one(cheap, undrawn, tmp_path, capsys, real_data):
    options = ["--original", "--methods", "original,random", "--near-balance", "1", "--apart"]
    more = ["--repeats", "1", "--folds", "2", "--processes", "1", "--quiet"]
    assert main(["benchmark", "honest", *options, *more, "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "petrography by 1 times 2-fold cross-validation, equal rows on one side" in said
    assert "balanced" not in said.replace("balanced_accuracy", "")


def test_the_papers_table_beside_another_is_refused(tmp_path, capsys):
    assert main(["benchmark", "honest", "some.csv", "--original"]) == 2
    assert "--original is the paper's table" in capsys.readouterr().err
