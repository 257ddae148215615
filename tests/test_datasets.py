"""The stand-in keeps its contract, tables are read strictly, the real file is found in order."""

import hashlib
import http.server
import importlib.util
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pooch
import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from gansmote_tf.datasets import (
    csv_files,
    data_hash,
    load_csv,
    load_petrography,
    make_one_hot,
    petrography,
)

DATA = Path(__file__).resolve().parent.parent / "data"
REAL_SCORES = {"logistic": 64.1, "forest": 63.4, "1-NN": 61.1, "naive Bayes": 59.3}
ATTRIBUTES = {
    "GRAIN SIZE": 12,
    "SORTING": 8,
    "MATRIX": 16,
    "SPHERICITY & ROUNDNESS": 8,
    "BIOTURBATION": 4,
    "LAMINAE": 10,
}


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("draw_standin", DATA / "draw_standin.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def standin():
    return load_petrography()


def attribute_of(column):
    return column.split("(")[0]


# --- the stand-in -----------------------------------------------------------------------------


def test_standin_has_the_shape_and_class_sizes_of_the_real_table(standin):
    X, y = standin
    assert X.shape == (140, 58)
    assert (X.dtypes == "int64").all()
    assert set(np.unique(X)) == {0, 1}
    assert y.name == "Porosity_label"
    assert np.bincount(y).tolist() == [32, 37, 30, 41]
    assert X.index.equals(pd.RangeIndex(140))
    assert y.index.equals(X.index)


def test_standin_has_the_six_attributes_in_order(standin):
    X, _ = standin
    assert X.columns.is_unique
    found = pd.Series([attribute_of(name) for name in X])
    assert found.value_counts(sort=False).to_dict() == ATTRIBUTES
    assert found.drop_duplicates().tolist() == list(ATTRIBUTES)
    assert X.columns[[12, 16]].tolist() == ["SORTING(Moderate)", "SORTING(Moderate 2)"]


def test_standin_is_not_strictly_one_hot_just_like_the_real_table(standin):
    X, _ = standin
    per_row = X.T.groupby(attribute_of, sort=False).sum().T
    assert per_row.max().to_dict() == dict(zip(ATTRIBUTES, (2, 2, 2, 2, 1, 1), strict=True))
    assert (per_row.min() == 0).all()
    assert (per_row == 2).sum().sum() == 5
    assert (X.sum() == 0).sum() == 4
    assert (X.sum() == 1).sum() == 8


def test_standin_loads_without_a_word(recwarn):
    load_petrography()
    assert not recwarn.list


def test_script_draws_the_committed_file_byte_for_byte(script, tmp_path, monkeypatch):
    monkeypatch.setattr(script, "STANDIN", tmp_path / "again.csv")
    script.main([])
    committed = (DATA / "petrography_standin.csv").read_bytes()
    assert (tmp_path / "again.csv").read_bytes() == committed


def test_another_seed_draws_other_rows_with_the_same_counts(script):
    header, *rows = script.draw(seed=1)
    X, y = load_petrography()
    other = pd.DataFrame(rows, columns=header)
    per_class = other.drop(columns="Porosity_label").astype(int).groupby(other["Porosity_label"])
    expected = X.groupby(y.astype(str).to_numpy()).sum()
    assert (per_class.sum().to_numpy() == expected.to_numpy()).all()
    assert rows != script.draw()[1:]


def test_standin_meets_every_pair_count_of_the_tables(script):
    _, rows = script.read_attributes(DATA / "petrography_standin.csv")
    _, pairs = script.read_tables()
    for line in pairs:
        wanted = {
            line["parent"]: line["parent_levels"],
            line["child"]: line["child_levels"],
        }
        met = sum(label == line["label"] and wanted.items() <= row.items() for label, row in rows)
        assert met >= int(line["rows"]) >= script.SMALLEST_PAIR


def test_tables_are_those_of_the_real_file(script, real_data, tmp_path, monkeypatch):
    committed = script.FREQUENCIES.read_bytes(), script.PAIRS.read_bytes()
    monkeypatch.setattr(script, "FREQUENCIES", tmp_path / "frequencies.csv")
    monkeypatch.setattr(script, "PAIRS", tmp_path / "pairs.csv")
    script.main(["--count", str(real_data / "petrography.csv")])
    assert (script.FREQUENCIES.read_bytes(), script.PAIRS.read_bytes()) == committed


def test_plain_classifiers_score_within_three_points_of_the_real_file(script):
    rows = script.read_rows(DATA / "petrography_standin.csv")
    scores = script.score(rows, repeats=4)
    assert scores == pytest.approx(REAL_SCORES, abs=3)


def test_twins_and_conflicts_are_those_of_the_data_card(script, real_data):
    rows = script.read_rows(DATA / "petrography_standin.csv")
    found = script.describe(rows)
    assert found["distinct rows"] == 108
    assert found["rows with a twin"] == 44
    assert found["rows whose twin has another label"] == 25
    shared = script.shared_rows(rows, script.read_rows(real_data / "petrography.csv"))
    assert list(shared.values()) == [49, 13]


def test_dependence_tree_joins_what_depends(script):
    pairs = [("x", "x"), ("y", "y")] * 4
    rows = [{"A": a, "B": "xy"[i % 3 > 0], "C": c} for i, (a, c) in enumerate(pairs)]
    assert script.dependence_tree(rows)[0] == ("A", "C")


# --- finding the real file --------------------------------------------------------------------


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """No real file anywhere, and a download that fails; returns the folders to fill."""
    folders = {name: tmp_path / name for name in ("given", "variable", "cache/datasets")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    monkeypatch.setenv("GANSMOTE_TF_DATA", str(folders["variable"]))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "cache"))

    def fail(*_, **__):
        raise requests.ConnectionError("no route\nto host")

    monkeypatch.setattr(pooch, "retrieve", fail)
    return folders


@pytest.fixture
def fake(monkeypatch):
    """Text of a small file that passes for the real one."""
    text = "Porosity_label,A(x),A(x)\n0,1,0\n1,0,1\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    monkeypatch.setattr(petrography, "PETROGRAPHY_SHA256", digest)
    return text


def found_in(path=None):
    return petrography._original_file(path).parent.name


def test_given_path_comes_before_variable_before_cache(nowhere, fake):
    for folder in nowhere.values():
        (folder / "Naive_encoding.csv").write_text(fake)
    assert found_in(nowhere["given"]) == "given"
    assert found_in(nowhere["given"] / "Naive_encoding.csv") == "given"
    assert found_in() == "variable"
    (nowhere["variable"] / "Naive_encoding.csv").unlink()
    assert found_in() == "datasets"


def test_download_comes_last_and_is_checked(nowhere, fake, monkeypatch):
    asked = []

    def fetch(url, known_hash, fname, path):
        asked.append((url, known_hash, fname, path))
        (path / fname).write_text(fake)
        return str(path / fname)

    monkeypatch.setattr(pooch, "retrieve", fetch)
    with pytest.warns(UserWarning, match="comes again"):
        X, _ = load_petrography(original=True)
    assert X.shape == (2, 2)
    known_hash = f"sha256:{petrography.PETROGRAPHY_SHA256}"
    cache = nowhere["cache/datasets"]
    assert asked == [(petrography.PETROGRAPHY_URL, known_hash, "petrography.csv", cache)]
    assert petrography.PETROGRAPHY_URL.startswith("https://")
    (cache / "petrography.csv").unlink()
    monkeypatch.setattr(petrography, "PETROGRAPHY_SHA256", "0" * 64)
    with pytest.raises(ValueError, match="must be the petrography file"):
        load_petrography(original=True)
    assert len(asked) == 2


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A function that puts a text up for download on this machine."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(folder))

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("GANSMOTE_TF_DATA", raising=False)

    def serve(text):
        (folder / "file.csv").write_text(text)
        url = f"http://127.0.0.1:{server.server_port}/file.csv"
        monkeypatch.setattr(petrography, "PETROGRAPHY_URL", url)

    yield serve
    server.shutdown()
    server.server_close()


@pytest.mark.filterwarnings("ignore:.*comes again")
def test_a_download_goes_to_the_keras_cache_without_a_word(served, fake, tmp_path, capfd):
    served(fake)
    level = pooch.get_logger().level
    assert load_petrography(original=True)[0].shape == (2, 2)
    assert capfd.readouterr() == ("", "")
    assert pooch.get_logger().level == level
    kept = tmp_path / "keras" / "datasets" / "petrography.csv"
    assert kept.read_text() == fake
    served("gone")
    assert load_petrography(original=True)[0].shape == (2, 2)  # from the cache


def test_a_download_with_other_content_is_refused_and_not_kept(served, fake, tmp_path):
    served(fake + "1,1,1\n")
    with pytest.raises(FileNotFoundError, match="hash of downloaded file") as told:
        load_petrography(original=True)
    assert "does not match the known hash" in str(told.value)
    assert "\n" not in str(told.value)
    assert list((tmp_path / "keras").rglob("*.*")) == []


def test_reading_the_real_file_loads_no_tensorflow_no_keras_and_no_network(real_data):
    code = (
        "import sys, warnings; warnings.simplefilter('ignore')\n"
        "from gansmote_tf.datasets import load_petrography\n"
        f"assert len(load_petrography(original=True, path={str(real_data)!r})[0]) == 140\n"
        "print({'keras', 'tensorflow', 'pooch', 'requests'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_no_file_and_no_network_is_one_error_that_names_every_way(nowhere):
    with pytest.raises(FileNotFoundError) as caught:
        load_petrography(original=True)
    message = str(caught.value)
    ways = "path=", "GANSMOTE_TF_DATA", "Keras cache", "network", petrography.PETROGRAPHY_URL
    assert all(way in message for way in (*ways, *petrography.PETROGRAPHY_NAMES))
    assert str(nowhere["variable"]) in message
    assert "\n" not in message


@pytest.mark.parametrize("folder", ["given", "variable", "cache/datasets"])
def test_a_file_with_other_content_is_refused_by_name(nowhere, folder):
    file = nowhere[folder] / "petrography.csv"
    file.write_text("Porosity_label,A(x)\n0,1\n")
    path = file if folder == "given" else None
    with pytest.raises(ValueError, match="SHA-256") as caught:
        load_petrography(original=True, path=path)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("name", ["", "absent.csv"])
def test_a_given_path_without_the_file_is_an_error(nowhere, fake, name):
    (nowhere["variable"] / "petrography.csv").write_text(fake)
    with pytest.raises(FileNotFoundError, match="path must be the petrography file"):
        load_petrography(original=True, path=nowhere["given"] / name)


def test_path_without_original_is_an_error():
    with pytest.raises(ValueError, match="original=True"):
        load_petrography(path="petrography.csv")


def test_real_file_loads_and_the_changed_name_is_told(real_data, standin):
    message = r"'SORTING\(Moderate\)'.*'SORTING\(Moderate 2\)'"
    with pytest.warns(UserWarning, match=message) as told:
        X, y = load_petrography(original=True, path=real_data)
    assert len(told) == 1
    assert list(X) == list(standin[0])
    assert (X.sum() == standin[0].sum()).all()
    assert np.bincount(y).tolist() == [32, 37, 30, 41]
    assert data_hash(X, y) != data_hash(*standin)


def test_missing_standin_asks_for_a_new_installation(tmp_path, monkeypatch):
    monkeypatch.setattr(petrography, "__file__", str(tmp_path / "package" / "datasets" / "file.py"))
    with pytest.raises(FileNotFoundError, match="install gansmote_tf again"):
        load_petrography()


def test_installed_standin_is_found_inside_the_package(tmp_path, monkeypatch):
    package = tmp_path / "package"
    monkeypatch.setattr(petrography, "__file__", str(package / "datasets" / "petrography.py"))
    (package / "_data").mkdir(parents=True)
    (package / "_data" / "petrography_standin.csv").write_text("Porosity_label,A(x)\n3,1\n")
    assert load_petrography()[1].tolist() == [3]


def test_importing_the_module_imports_neither_keras_nor_tensorflow():
    code = "import sys, gansmote_tf.datasets; print({'keras', 'tensorflow'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


# --- reading CSV files ------------------------------------------------------------------------


@pytest.fixture
def csv(tmp_path):
    def make(content):
        file = tmp_path / "table.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return make


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "The file is empty"),
        ("\n\n", "The file is empty|rows under the header"),
        ("kind,a\n", "rows under the header"),
        ("a,b\n1,0\n", "a column 'kind'.*Received the columns 'a', 'b'"),
        ("kind\nx\n", "columns beside 'kind'"),
        ("kind,a,b\nx,1,0\ny,1,2\n", "row 3, column 'b'.*0 or 1. Received '2'"),
        ("kind,a,b\nx,1,0\n\ny,word,0\n", "row 4, column 'a'.*Received 'word'"),
        ("kind,a,b\nx,1,0\ny,1\n", "row 3, column 'b'.*Received an empty cell"),
        ("kind,a,b\nx,1,0.5\n", "row 2, column 'b'.*Received '0.5'"),
        ("kind,a\nx,1\n,0\n", "row 3, column 'kind'.*must have a label"),
        ("kind,a,\nx,1,0\n", "row 1.*Received none for column 3"),
        ("kind,a\nx,1,0,1\n", "expected a CSV file"),
        (b"kind,a\n\xff\xfe,1\n", "expected a CSV file in UTF-8"),
    ],
)
def test_bad_input_is_one_sentence_naming_file_row_and_column(csv, content, message):
    with pytest.raises(ValueError, match=message) as caught:
        load_csv(csv(content), target="kind")
    assert "table.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["absent.csv", ""])
def test_a_missing_file_is_named(tmp_path, name):
    with pytest.raises(FileNotFoundError, match="there is no such file") as caught:
        load_csv(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


def test_many_columns_are_shortened_in_the_message(csv):
    with pytest.raises(ValueError, match="'c4' and 2 more"):
        load_csv(csv("c0,c1,c2,c3,c4,c5,c6\n1,0,0,0,0,0,0\n"))


def test_bits_may_be_written_as_floats_with_spaces_and_a_byte_order_mark(csv):
    X, y = load_csv(csv("\ufeffkind,a,b\nx, 1,0.0\n\ny,1.0,0 \n\n"), target="kind")
    assert X.to_dict("list") == {"a": [1, 1], "b": [0, 0]}
    assert (X.dtypes == "int64").all()
    assert y.tolist() == ["x", "y"]
    assert X.index.tolist() == y.index.tolist() == [0, 1]


def test_any_values_are_taken_as_they_are_when_not_binary(csv):
    text = "depth,rock,kind\n1.5,None,1\n,slate,2\n3,NA,2\n"
    X, y = load_csv(csv(text), target="kind", binary=False)
    assert X["depth"].dtype == float
    assert X["depth"].isna().tolist() == [False, True, False]
    assert X["rock"].tolist()[:2] == ["None", "slate"]
    assert X["rock"].isna().tolist() == [False, False, True]
    assert y.dtype == "int64"


def test_double_column_names_are_changed_with_a_warning_for_each(csv):
    with pytest.warns(UserWarning, match="comes again") as told:
        X, _ = load_csv(csv("kind,A(x),b,A(x),b\nx,1,0,0,1\n"), target="kind")
    assert list(X) == ["A(x)", "b", "A(x 2)", "b 2"]
    assert len(told) == 2


@given(st.lists(st.sampled_from(["a", "a 2", "A(x)", "A(x 2)", "A(x 3)"]), max_size=8))
@settings(max_examples=100, deadline=None)
def test_unique_names_are_unique_and_leave_first_comers_alone(names):
    unique = csv_files.unique_names(names)
    assert len(set(unique)) == len(unique) == len(names)
    firsts = [names.index(name) for name in dict.fromkeys(names)]
    assert [unique[i] for i in firsts] == [names[i] for i in firsts]


# --- made-up tables ---------------------------------------------------------------------------


@given(
    st.integers(1, 40),
    st.lists(st.integers(1, 5), min_size=1, max_size=4),
    st.lists(st.floats(0.01, 100), min_size=1, max_size=4),
    st.integers(0, 2**31),
)
@settings(max_examples=60, deadline=None)
def test_made_up_rows_set_one_level_per_attribute(extra, levels, weights, seed):
    rows = extra + len(weights)

    def make():
        return make_one_hot(
            rows,
            len(levels),
            levels,
            n_classes=len(weights),
            weights=weights,
            random_state=seed,
        )

    X, y = make()
    assert X.shape == (rows, sum(levels))
    per_attribute = X.T.groupby(attribute_of, sort=False).sum()
    assert (per_attribute == 1).all(axis=None)
    assert set(y) == set(range(len(weights)))
    pd.testing.assert_frame_equal(X, make()[0])


def test_class_sizes_follow_the_weights():
    _, y = make_one_hot(100, n_classes=3, weights=[6, 3, 1], random_state=0)
    assert np.bincount(y).tolist() == [60, 30, 10]


def test_classes_differ_only_when_told_to():
    def largest_gap(class_sep):
        X, y = make_one_hot(4000, class_sep=class_sep, random_state=0)
        means = X.groupby(y).mean()
        return (means.loc[0] - means.loc[1]).abs().max()

    assert largest_gap(0) < 0.06
    assert largest_gap(2) > 0.3


def test_random_state_is_used_and_the_global_one_left_alone():
    np.random.seed(3)  # noqa: NPY002  (the caller's state is what is tested)
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    one, _ = make_one_hot(30, random_state=1)
    other, _ = make_one_hot(30, random_state=2)
    assert not one.equals(other)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"n_samples": 1}, "n_samples"),
        ({"n_attributes": 0}, "n_attributes"),
        ({"n_classes": 0}, "n_classes"),
        ({"n_levels": 0}, "n_levels"),
        ({"n_levels": [2, 3]}, "n_levels"),
        ({"weights": [1, 2, 3]}, "weights"),
        ({"weights": [1, 0]}, "weights"),
        ({"class_sep": -1}, "class_sep"),
    ],
)
def test_impossible_tables_are_refused_by_argument(arguments, name):
    with pytest.raises(ValueError, match=rf"^{name}(\[1\])? must .*Received: {name}(\[1\])?="):
        make_one_hot(**arguments)


# --- telling tables apart ---------------------------------------------------------------------


def test_hash_sees_values_labels_names_and_order(standin):
    X, y = standin
    changed = X.copy()
    changed.iloc[7, 9] = 1 - changed.iloc[7, 9]
    swapped = y.iloc[::-1]
    renamed = X.rename(columns={X.columns[0]: "other"})
    hashes = [data_hash(*t) for t in [(X, y), (changed, y), (X, swapped), (renamed, y)]]
    assert len(set(hashes)) == 4
    assert all(len(h) == 64 for h in hashes)


def test_hash_takes_arrays_and_ignores_the_index(standin):
    X, y = standin
    assert data_hash(X, y) == data_hash(X.set_index(y + 10), y)
    assert data_hash(X.to_numpy(), y.to_numpy()) == data_hash(X.to_numpy().copy(), list(y))
