"""Tables from OpenML: the same as from a CSV file, and errors in one sentence, without a network.

OpenML answers here at the one place where scikit-learn asks it: its call of ``urlopen``.
"""

import hashlib
import io
import json
import re
from urllib.error import HTTPError, URLError
from urllib.parse import urlparse

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import _openml

from gansmote_tf import load_csv, load_openml

ARFF = """% made up
@RELATION pebbles
@ATTRIBUTE id NUMERIC
@ATTRIBUTE colour {red, blue, 'dark grey'}
@ATTRIBUTE code {1, 2}
@ATTRIBUTE weight NUMERIC
@ATTRIBUTE age NUMERIC
@ATTRIBUTE kind {pebble, slate}
@DATA
7,red,1,3,0.5,pebble
8,?,2,4,?,slate
9,'dark grey',1,5,2.5,pebble
"""
CSV = "colour,code,weight,age,kind\nred,1,3,0.5,pebble\n,2,4,,slate\ndark grey,1,5,2.5,pebble\n"
KINDS = {
    "id": "numeric",
    "colour": "nominal",
    "code": "nominal",
    "weight": "numeric",
    "age": "numeric",
    "kind": "nominal",
}


class OpenML:
    """A server with one data set, number 5, whose version is 2; counts what it is asked."""

    def __init__(self, *, arff=ARFF, form="ARFF", targets=("kind",)):
        features = [
            {
                "index": str(place),
                "name": name,
                "data_type": kind,
                "is_target": str(name in targets).lower(),
                "is_ignore": "false",
                "is_row_identifier": str(name == "id").lower(),
                "number_of_missing_values": str(int(name in ("colour", "age"))),
            }
            for place, (name, kind) in enumerate(KINDS.items())
        ]
        described = {
            "id": "5",
            "name": "pebbles",
            "version": "2",
            "format": form,
            "description": "made up",
            "status": "active",
            "url": "https://www.openml.org/data/v1/download/55/pebbles.arff",
            "file_id": "55",
            "md5_checksum": hashlib.md5(arff.encode()).hexdigest(),
        }
        listed = {"did": 5, "name": "pebbles", "version": 2, "status": "active"}
        quality = {"name": "NumberOfInstances", "value": "3.0"}
        self.pages = {
            "data/list/data_name/pebbles/limit/2/data_version/2": {"data": {"dataset": [listed]}},
            "data/5": {"data_set_description": described},
            "data/features/5": {"data_features": {"feature": features}},
            "data/qualities/5": {"data_qualities": {"quality": [quality]}},
        }
        self.arff = arff
        self.asked = 0

    def __call__(self, request, **_):
        self.asked += 1
        path = urlparse(request.full_url).path
        if "/download/" in path:
            return answer(self.arff)
        page = self.pages.get(path.split("/json/")[-1].rstrip("/"))
        if page is None:  # what OpenML says where it has no result
            raise HTTPError(request.full_url, 412, "Precondition Failed", {}, io.BytesIO())
        return answer(json.dumps(page))


def answer(text):
    response = io.BytesIO(text.encode())
    response.info = dict
    return response


@pytest.fixture
def openml(monkeypatch, tmp_path):
    """Puts a server up; nothing that is fetched is there before, nor stays."""
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path))
    monkeypatch.setattr(_openml.time, "sleep", lambda _: None)

    def serve(server):
        monkeypatch.setattr(_openml, "urlopen", server)
        return server

    return serve


def test_a_table_is_the_one_that_a_csv_file_gives(openml, tmp_path):
    openml(OpenML())
    X, y = load_openml("pebbles", version=2)
    (tmp_path / "pebbles.csv").write_text(CSV)
    expected_X, expected_y = load_csv(tmp_path / "pebbles.csv", "kind", binary=False)
    # Only the file cannot say that its numbers are codes.
    pd.testing.assert_frame_equal(X.drop(columns="code"), expected_X.drop(columns="code"))
    pd.testing.assert_series_equal(y, expected_y)
    assert X["code"].tolist() == ["1", "2", "1"]
    assert X["colour"].tolist()[::2] == ["red", "dark grey"]
    assert np.isnan(X["age"][1])


@pytest.mark.parametrize("target", ["colour", "code", "weight"])
def test_any_column_can_hold_the_labels(openml, target):
    openml(OpenML(arff=ARFF.replace("?,2", "blue,2")))
    X, y = load_openml("pebbles", 2, target)
    assert y.name == target
    assert X.columns.tolist() == [each for each in KINDS if each not in ("id", target)]
    assert len(X) == len(y) == 3


@pytest.mark.parametrize(
    ("weight", "kind"), [("3", "int64"), ("1e300", "float64"), ("?", "float64")]
)
def test_only_whole_numbers_become_so(openml, weight, kind):
    openml(OpenML(arff=ARFF.replace("red,1,3", f"red,1,{weight}")))
    X, _ = load_openml("pebbles", version=2)
    assert X["weight"].dtype == kind
    assert X["weight"].isna().sum() == (weight == "?")


@pytest.mark.filterwarnings("ignore:A network error occurred")
def test_what_was_fetched_needs_no_network(openml, tmp_path):
    server = openml(OpenML())
    first = load_openml("pebbles", 2, data_home=tmp_path / "mine")
    asked = server.asked
    openml(unreachable)
    second = load_openml("pebbles", 2, data_home=tmp_path / "mine")
    pd.testing.assert_frame_equal(first[0], second[0])
    assert server.asked == asked == 5
    with pytest.raises(ConnectionError):
        load_openml("pebbles", 2)


def unreachable(*_, **__):
    raise URLError("[Errno -2] Name or service\nnot known")


@pytest.mark.filterwarnings("ignore:A network error occurred")
def test_without_a_network_the_way_out_is_told(openml):
    openml(unreachable)
    said = r"OpenML must be reachable.*name='pebbles', version=2.*not known.*data_home=.*load_csv"
    refuses(ConnectionError, said, "pebbles", 2)


@pytest.mark.parametrize(
    ("server", "asked", "said"),
    [
        (OpenML(), ("gravel", 1), r"name must be.*name='gravel', version=1 \(Dataset gravel with "),
        (OpenML(), ("pebbles", 1), "version=1.*not found"),
        (OpenML(), ("pebbles", 2, "Kind"), "target must be a column.*'Kind'; there are 'colour'"),
        (OpenML(), ("pebbles", 2, "age"), "a label in every row.*target='age'.*none in 1 rows"),
        (OpenML(targets=()), ("pebbles", 2), "target must be named.*has 0 of them.*'colour', "),
        (OpenML(targets=("kind", "code")), ("pebbles", 2), "target must be named.*has 2 of them"),
        (OpenML(targets=("colour",)), ("pebbles", 2), "'colour' has 1 missing values"),
        (OpenML(form="Sparse_ARFF"), ("pebbles", 2), r"dense table.*\(it is sparse; read it with"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(openml, server, asked, said):
    openml(server)
    refuses(ValueError, said, *asked)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"name": 61}, "name must be the name of a data set. Received: name=61"),
        ({"version": "active"}, "version must be a whole number"),
        ({"target": 3}, "target must be the name of a column or None"),
        ({"data_home": 3}, "data_home must be a path or None"),
    ],
)
def test_arguments_of_another_type_are_refused_before_anything_is_asked(openml, arguments, said):
    server = openml(OpenML())
    with pytest.raises(TypeError, match=said):
        load_openml(**{"name": "pebbles"} | arguments)
    assert server.asked == 0


def refuses(kind, said, *asked):
    with pytest.raises(kind, match=said) as refused:
        load_openml(*asked)
    assert re.fullmatch(r"[^\n]+\.", str(refused.value))
