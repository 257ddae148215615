"""Which methods differ over tables: ranks, tests against a reference and of all pairs.

How often each test errs where nothing differs was simulated (2000 benchmarks a line, in percent,
some method called different at 5 %; Wilcoxon's and the joint test against a reference). *Alike*:
methods of five families whose members share most of what they do to a table; *uneven*: tables
whose differences are a gamma variable (shape 2) large.

==========================  =====  ======  =====  =======  ==============  =====
tables, methods             chi2   F       flips  Nemenyi  Wilcoxon, Holm  joint
==========================  =====  ======  =====  =======  ==============  =====
5, 10, alike                 7.7    10.4    0      2.7      0               5.2
6, 4, alike                  4.0    7.2     2.6    4.2      0               3.4
6, 25, alike                 16.5   18.3    3.0    1.7      0               3.2
13, 10, alike                8.6    9.2     5.3    4.6      3.2             5.0
13, 25, alike                15.8   17.2    4.4    3.2      2.2             4.1
22, 25, alike                16.9   17.3    4.7    3.4      2.4             5.0
13, 10, the reference apart  4.8    5.8     4.4    6.2      1.6             4.9
13, 10, uneven               4.2    5.0     4.7    4.0      2.7             4.4
==========================  =====  ======  =====  =======  ==============  =====

So Friedman's two usual p-values find too much where methods are alike, Nemenyi's where some vary
far more than others (13, 25: 9.6), Holm too little; ``friedman`` has a p from flips, too. Verdicts
here are the joint test's: 6.8 or below in all designs, skewed gains and heavy tails among them.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from gansmote_tf.benchmark.gains import LOWER_IS_BETTER, side_by_side
from gansmote_tf.benchmark.joint_test import holm, joint_p_values, sign_flips
from gansmote_tf.recipes.arguments import choice

#: A difference is called one where its p is this or less.
ALPHA = 0.05


@dataclass(frozen=True)
class TableMeans:
    """Mean scores of methods that were all scored at the same places of the same tables.

    Args:
        means: A row per table, a column per method, no NaN.
        lower_is_better: Whether small values are good ones.
        left_out: Tables where no place has scores of all methods.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.comparisons import TableMeans
        >>> means = pd.DataFrame({"a": [0.2, 0.1], "b": [0.3, 0.4]}, index=["car", "vote"])
        >>> TableMeans(means, lower_is_better=True).best
        'a'
    """

    means: pd.DataFrame
    lower_is_better: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def better(self) -> pd.DataFrame:
        """The means, turned so that more is better."""
        return -self.means if self.lower_is_better else self.means

    @property
    def best(self) -> str:
        """The method with the best mean over tables, the first of several."""
        return self.better.mean().idxmax()

    @property
    def ranks(self) -> pd.DataFrame:
        """Ranks within each table, 1 the best; ties share the mean of theirs."""
        return self.better.round(9).rank(axis=1, ascending=False)


def table_means(
    scores: pd.DataFrame, value: str = "macro_f1", methods: list[str] | None = None
) -> TableMeans:
    """Mean scores per table, over the draws, folds and classifiers that all methods have.

    Args:
        scores: Tidy scores, see ``gains``.
        value: The metric.
        methods: Whom to compare; all, unless given. A method that applies to few tables leaves
            few for everybody.

    Raises:
        ValueError: One of the methods was not scored.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.comparisons import table_means
        >>> scores = pd.DataFrame({"table": ["car", "car", "vote"], "method": ["a", "b", "a"],
        ...                        "macro_f1": [70.0, 71.0, 90.0]})
        >>> both = table_means(scores)
        >>> both.means.loc["car"].tolist(), both.left_out
        ([70.0, 71.0], ('vote',))
    """
    wide = side_by_side(scores, value)
    if methods is not None:
        for method in methods:
            choice("methods", method, *wide.columns)
        wide = wide[methods]
    complete = wide.dropna()
    means = complete.groupby("table", sort=False).mean()
    tables = wide.index.get_level_values("table").unique()
    left_out = tuple(tables.difference(means.index, sort=False))
    return TableMeans(means, value in LOWER_IS_BETTER, left_out)


def mean_ranks(tables: TableMeans) -> pd.Series:
    """Mean rank over tables, the best method first.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.comparisons import TableMeans, mean_ranks
        >>> mean_ranks(TableMeans(pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 2.0]}))).to_dict()
        {'b': 1.25, 'a': 1.75}
    """
    return tables.ranks.mean().sort_values(kind="stable").rename("mean_rank")


@dataclass(frozen=True)
class Friedman:
    """Whether mean ranks differ at all: Friedman's chi2, Iman and Davenport's F, and flips.

    Args:
        chi2, p_chi2: Friedman's statistic and its p.
        f, p_f: Iman and Davenport's, of the same ranks.
        p: By the exact distribution of chi2 where each table's order may as well be the reverse:
            the one to go by, for methods that are alike are no news to it. At least
            ``2 ** (1 - tables)``, so never below 5 % with fewer than 6 tables.

    Example:
        >>> from gansmote_tf.benchmark.comparisons import Friedman
        >>> Friedman(6.0, 0.05, 5.0, 0.04, 0.06).p
        0.06
    """

    chi2: float
    p_chi2: float
    f: float
    p_f: float
    p: float


def friedman(tables: TableMeans) -> Friedman:
    """Friedman's test over tables (Demsar 2006, *JMLR* 7, 1-30).

    Args:
        tables: What :func:`table_means` returns, three methods and two tables at least.

    Raises:
        ValueError: There are fewer.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.comparisons import TableMeans, friedman
        >>> test = friedman(TableMeans(pd.DataFrame([[1.0, 2.0, 3.0]] * 6)))
        >>> test.chi2, test.p
        (12.0, 0.03125)
    """
    n, k = tables.means.shape
    if n < 2 or k < 3:
        raise ValueError(
            "tables must have three methods and two tables at least; compare two methods with "
            f"compare_with. Received: {k} methods and {n} tables."
        )
    centred = tables.ranks.to_numpy() - (k + 1) / 2
    if not centred.any():  # ties everywhere
        return Friedman(0.0, 1.0, 0.0, 1.0, 1.0)
    chi2, p_chi2 = stats.friedmanchisquare(*tables.ranks.to_numpy().T)
    room = n * (k - 1) - chi2
    f = (n - 1) * chi2 / room if room > 1e-9 else np.inf
    p_f = stats.f.sf(f, k - 1, (n - 1) * (k - 1))
    sums = np.square(sign_flips(n) @ centred).sum(axis=1)
    p = (sums >= sums[0] - 1e-9).mean()
    return Friedman(float(chi2), float(p_chi2), float(f), float(p_f), float(p))


def nemenyi(tables: TableMeans) -> tuple[float, pd.DataFrame]:
    """Nemenyi's critical difference of mean ranks at 5 %, and the p-values of all pairs.

    Args:
        tables: What :func:`table_means` returns, two methods and two tables at least.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.comparisons import TableMeans, nemenyi
        >>> difference, p = nemenyi(TableMeans(pd.DataFrame([[1.0, 2.0, 3.0]] * 10)))
        >>> round(difference, 3), bool(p.loc[0, 2] < 0.001)
        (1.048, True)
    """
    import scikit_posthocs  # brings a plotting library along

    n, k = tables.means.shape
    p = scikit_posthocs.posthoc_nemenyi_friedman(tables.ranks.to_numpy())
    difference = stats.studentized_range.ppf(1 - ALPHA, k, np.inf) * np.sqrt(k * (k + 1) / n / 12)
    methods = tables.means.columns
    return float(difference), p.set_axis(methods).set_axis(methods, axis=1)


def joint_gains(tables: TableMeans, reference: str) -> pd.DataFrame:
    """Every other method's gain over a reference, tested together.

    Args:
        tables: What :func:`table_means` returns.
        reference: The method to compare with.

    Returns:
        Indexed by ``method``: ``gain`` (positive is better) and ``p`` of the joint test, see
        ``joint_p_values``; NaN with a single table.

    Example:
        See :func:`compare_with`.
    """
    choice("reference", reference, *tables.means.columns)
    others = tables.better.drop(columns=reference)
    differences = others.sub(tables.better[reference], axis=0)
    columns = {"gain": differences.mean(), "p": joint_p_values(differences.to_numpy())}
    return pd.DataFrame(columns, index=others.columns.rename("method"))


def compare_with(tables: TableMeans, reference: str) -> pd.DataFrame:
    """Every other method against a reference, by single tests and together.

    Args:
        tables: What :func:`table_means` returns.
        reference: The method to compare with.

    Returns:
        As :func:`joint_gains`, whose ``p`` is the one to go by, with ``p_wilcoxon`` of the
        signed-rank test and ``p_holm``, corrected for the number of methods, before it.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.comparisons import TableMeans, compare_with
        >>> means = pd.DataFrame({"none": [50.0] * 6, "a": [51.0, 52, 53, 54, 55, 56]})
        >>> compare_with(TableMeans(means), "none").loc["a"].to_dict()
        {'gain': 3.5, 'p_wilcoxon': 0.03125, 'p_holm': 0.03125, 'p': 0.03125}
    """
    together = joint_gains(tables, reference)
    differences = tables.better.sub(tables.better[reference], axis=0)
    single = [_wilcoxon(differences[method]) for method in together.index]
    return together.assign(p_wilcoxon=single, p_holm=holm(np.array(single)))[
        ["gain", "p_wilcoxon", "p_holm", "p"]
    ]


def _wilcoxon(differences):
    differences = differences.round(9)
    if len(differences) < 2:
        return np.nan
    return float(stats.wilcoxon(differences).pvalue) if differences.any() else 1.0


def all_pairs(tables: TableMeans) -> pd.DataFrame:
    """P-values of the joint test of all pairs of methods; 1 on the diagonal.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.comparisons import TableMeans, all_pairs
        >>> means = pd.DataFrame({"a": [1.0, 2, 3, 4, 5, 6], "b": [2.0, 3, 4, 5, 6, 8]})
        >>> all_pairs(TableMeans(means)).loc["a", "b"]
        np.float64(0.03125)
    """
    methods = tables.means.columns
    p = np.eye(len(methods))
    pairs = np.array(list(combinations(range(len(methods)), 2)), int).reshape(-1, 2)
    values = tables.means.to_numpy()
    if len(pairs):
        joint = joint_p_values(values[:, pairs[:, 0]] - values[:, pairs[:, 1]])
        p[pairs[:, 0], pairs[:, 1]] = p[pairs[:, 1], pairs[:, 0]] = joint
    return pd.DataFrame(p, index=methods, columns=methods)


def tied_with_best(tables: TableMeans) -> list[str]:
    """The best method by its mean, and all that can't be told from it, the better first.

    All pairs are tested together, since which method comes out best is decided by the same
    scores: where nothing differs, some method is left out in 5 % of benchmarks at most.

    Example:
        >>> import pandas as pd
        >>> from gansmote_tf.benchmark.comparisons import TableMeans, tied_with_best
        >>> means = {"a": [1.0] * 6, "b": [2.0, 3, 4, 5, 6, 7], "c": [2.0, 3, 3, 5, 7, 6]}
        >>> tied_with_best(TableMeans(pd.DataFrame(means)))
        ['b', 'c']
    """
    p = all_pairs(tables)[tables.best]
    order = tables.better.mean().sort_values(ascending=False, kind="stable").index
    return [method for method in order if not p[method] <= ALPHA]
