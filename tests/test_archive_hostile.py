"""A file that ``load`` is given may come from anywhere: it is refused, or harmless."""

import io
import json
import os
import pickle
import stat
import tempfile
import warnings
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from gansmote_tf import GANSMOTE
from gansmote_tf.archive import container
from gansmote_tf.archive.container import CONTENT
from tests.saved_samplers import members, rewritten, small_sampler

KERAS = "gan-0.keras"


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    file = tmp_path_factory.mktemp("good") / "sampler"
    small_sampler().save(file)
    return file


@pytest.fixture
def bad(tmp_path):
    return tmp_path / "bad.gansmote"


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path, monkeypatch):
    """No test leaves a file but those it writes itself, in the folder or in the temporary one."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.chdir(tmp_path)
    yield
    assert list(temporary.iterdir()) == []
    assert {each.name for each in tmp_path.iterdir()} <= {"temporary", "bad.gansmote", "source"}


def refusal(file):
    """The one sentence that refuses it."""
    with pytest.raises(ValueError, match=r"must be a file that GANSMOTE\.save") as caught:
        GANSMOTE.load(file)
    message = str(caught.value)
    assert message.startswith(str(file))
    assert "\n" not in message
    assert len(message) < 800
    return message


def content_of(file):
    return json.loads(members(file)[CONTENT])


def with_content(good, bad, change, **manifest):
    """The file with its JSON changed, hashes made to fit."""
    content = content_of(good)
    change(content)
    return rewritten(good, bad, {CONTENT: json.dumps(content).encode()}, **manifest)


class TestNoSampler:
    @pytest.mark.parametrize("name", ["empty", "csv", "pickle", "zip", "keras", "noise"])
    def test_other_files_are_refused(self, name, good, bad):
        bad.write_bytes(
            {
                "empty": b"",
                "csv": b"a,b\n1,2\n",
                "pickle": pickle.dumps(os.getcwd),
                "zip": bytes(22).replace(bytes(4), b"PK\5\6", 1),
                "keras": members(good)[KERAS],
                "noise": np.random.default_rng(0).bytes(10_000),
            }[name]
        )
        refusal(bad)

    def test_a_file_that_is_not_there_is_an_oserror(self, bad):
        with pytest.raises(FileNotFoundError):
            GANSMOTE.load(bad)

    def test_a_later_version_is_named(self, good, bad):
        rewritten(good, bad, {}, form=2, versions={"gansmote_tf": "9.8.7"})
        assert "form 2, written by gansmote_tf '9.8.7'" in refusal(bad)


class TestDamaged:
    def test_cut_off_anywhere_it_is_refused(self, good, bad):
        data = good.read_bytes()
        for size in np.linspace(0, len(data) - 1, 60).astype(int):
            bad.write_bytes(data[:size])
            refusal(bad)

    def test_a_bit_turned_over_anywhere_that_counts_is_refused(self, good, bad):
        """What does not count are dates and the like in the zip's own bookkeeping."""
        expected = small_sampler().sample(5, "rare", random_state=0)
        data, rng = good.read_bytes(), np.random.default_rng(0)
        loaded = 0
        for place in rng.integers(0, len(data), 60):
            changed = bytearray(data)
            changed[place] ^= 1 << rng.integers(8)
            bad.write_bytes(changed)
            try:
                rows = GANSMOTE.load(bad).sample(5, "rare", random_state=0)
            except ValueError:
                refusal(bad)
            else:
                assert rows.equals(expected)
                loaded += 1
        assert loaded < 10

    @pytest.mark.parametrize("swapped", [KERAS, "arrays/30.npy", CONTENT])
    def test_a_part_of_another_sampler_is_refused(self, swapped, good, bad, tmp_path):
        parts = members(good)
        parts[swapped] = parts[swapped][:-1] + bytes([parts[swapped][-1] ^ 1])
        with zipfile.ZipFile(bad, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        assert f"{swapped!r} in it was changed" in refusal(bad)

    @pytest.mark.parametrize("change", ["left out", "added"])
    def test_parts_other_than_those_listed_are_refused(self, change, good, bad):
        parts = members(good)
        if change == "added":
            parts["more"] = b""
        else:
            del parts["arrays/3.npy"]
        with zipfile.ZipFile(bad, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        assert "other parts" in refusal(bad)


def set_weights(content, value):
    content["gans"][0]["weights"] = value


CHANGES = {
    "weights of another shape": lambda c: c["gans"][0]["weights"].reverse(),
    "a weight too few": lambda c: c["gans"][0]["weights"].pop(),
    "no weights": lambda c: set_weights(c, []),
    "weights that are text": lambda c: set_weights(c, "weights"),
    "more replicas": lambda c: c["gans"][0].update(replicas=10**9),
    "no replica": lambda c: c["gans"][0].update(replicas=0),
    "a larger recipe": lambda c: c["table"]["recipe"].update(generator_units=[10**9, 10**9]),
    "a deeper recipe": lambda c: c["table"]["recipe"].update(generator_units=[1] * 10_000),
    "a recipe's unknown field": lambda c: c["table"]["recipe"].update(more=1),
    "a class that is none": lambda c: c["trained"].append(["none", 0, 0]),
    "a replica that is none": lambda c: c["trained"][0].__setitem__(2, 7),
    "a GAN that is none": lambda c: c["trained"][0].__setitem__(1, 7),
    "an argument of another type": lambda c: c["parameters"].update(verbose="loud"),
    "an argument that is none": lambda c: c["parameters"].update(more=1),
    "no table": lambda c: c.pop("table"),
    "no columns": lambda c: c["table"]["columns"].update(attributes=[]),
    "a column twice": lambda c: c["table"]["columns"]["attributes"][0].update(columns=[1]),
    "a kind that is none": lambda c: c["table"]["columns"]["attributes"][0].update(kind="x"),
    "a container that is none": lambda c: c["table"]["columns"]["container"].update(kind="eval"),
    "a value that is none": lambda c: c["attributes"].update(history_={"os.system": "true"}),
    "a wide dtype": lambda c: c["attributes"].update(history_={"numpy": ["U999999999", "a"]}),
    "many names": lambda c: c["table"]["columns"]["container"].update(
        names={"range": [0, 10**12, 1], "names": [None]}
    ),
    "labels that are bits": lambda c: c["table"].update(labels=c["table"]["rows"]["bits"]),
    "rows that are text": lambda c: c["table"].update(rows="rows"),
}


class TestForged:
    """With hashes that fit: what they kept out before is looked at for itself."""

    @pytest.mark.parametrize("name", CHANGES)
    def test_json_that_no_sampler_has_is_refused(self, name, good, bad):
        refusal(with_content(good, bad, CHANGES[name]))

    @pytest.mark.parametrize(
        "text",
        [
            b"[" * 100_000,
            b'{"a":' * 100_000,
            b"NaN",
            b"[]",
            b"9" * 10_000,
            b"\xff\xfe",
            b'{"table": {"array": "arrays/999.npy"}}',
        ],
        ids=lambda text: repr(text[:12]),
    )
    def test_json_that_is_hostile_to_its_reader_is_refused(self, text, good, bad):
        refusal(rewritten(good, bad, {CONTENT: text}))

    def test_json_of_more_bytes_than_any_sampler_has_is_refused_unread(self, good, bad):
        assert "bytes" in refusal(
            rewritten(good, bad, {CONTENT: b"[" + b"0," * container.MOST_JSON + b"0]"})
        )

    def test_an_array_that_asks_for_more_room_than_it_fills_is_refused(self, good, bad):
        for shape in [(10**12,), (10**30,), (-1, -8), (2**40, 2**40), (1,)]:
            file = io.BytesIO()
            header = {"descr": "<f4", "fortran_order": False, "shape": shape}
            np.lib.format.write_array_header_1_0(file, header)
            refusal(rewritten(good, bad, {"arrays/3.npy": file.getvalue()}))

    def test_rows_of_no_columns_take_no_room_either(self, good, bad):
        """Ten to the twelfth rows of nothing fit into a hundred bytes."""
        parts, content = members(good), content_of(good)
        nothing = io.BytesIO()
        header = {"descr": "<f4", "fortran_order": False, "shape": (10**12, 0)}
        np.lib.format.write_array_header_1_0(nothing, header)
        name = content["table"]["rows"]["numbers"]["array"]
        assert name in parts
        refusal(rewritten(good, bad, {name: nothing.getvalue()}))

    @pytest.mark.parametrize("dtype", [object, "V8", [("a", "i4")]])
    def test_an_array_of_objects_is_never_unpickled(self, dtype, good, bad):
        file = io.BytesIO()
        np.save(file, np.zeros(3, dtype), allow_pickle=True)
        refusal(rewritten(good, bad, {"arrays/3.npy": file.getvalue()}))

    def test_a_pickle_in_the_place_of_an_array_is_never_unpickled(self, good, bad):
        refusal(rewritten(good, bad, {"arrays/3.npy": pickle.dumps(Bomb())}))


class Bomb:
    """Writes a file where it is unpickled."""

    def __reduce__(self):
        return open, (str(Path(tempfile.gettempdir(), "exploded")), "w")


class TestZip:
    def put(self, good, bad, infos):
        with zipfile.ZipFile(bad, "w") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of two parts of one name
            for name, data in members(good).items():
                archive.writestr(name, data)
            for info, data in infos:
                archive.writestr(info, data)
        return bad

    @pytest.mark.parametrize(
        "name", ["../outside", "/tmp/outside", "..\\outside", "C:\\outside", "a/../../outside"]
    )
    def test_names_lead_nowhere(self, name, good, bad):
        refusal(self.put(good, bad, [(zipfile.ZipInfo(name), b"x")]))
        assert GANSMOTE.load(good).replicas_ == {"common": 0, "rare": 1}
        # Listed in the manifest they are no way out either: nothing is ever written.
        refusal(rewritten(good, bad, {name: b"x"}))

    @pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFDIR])
    def test_links_pipes_and_folders_are_refused(self, kind, good, bad):
        info = zipfile.ZipInfo("link")
        info.external_attr = (kind | 0o777) << 16
        assert "no plain file" in refusal(self.put(good, bad, [(info, b"/etc/passwd")]))

    def test_two_parts_of_one_name_are_refused(self, good, bad):
        assert "names" in refusal(self.put(good, bad, [(CONTENT, b"{}")]))

    def test_a_packed_part_is_refused_before_it_unfolds(self, good, bad):
        info = zipfile.ZipInfo("bomb")
        info.compress_type = zipfile.ZIP_DEFLATED
        assert "packed" in refusal(self.put(good, bad, [(info, bytes(50_000_000))]))

    def test_parts_that_share_their_bytes_are_refused(self, good, bad):
        """The bomb of overlapping members: each large, all in the same place."""
        data = bytearray(self.put(good, bad, []).read_bytes())
        with zipfile.ZipFile(bad) as archive:
            start = archive.start_dir
        end = len(data) - 22
        directory = data[start:end]
        many = directory + directory.replace(b"arrays/", b"brrays/") * 2
        tail = data[end:]
        tail[12:16] = len(many).to_bytes(4, "little")
        bad.write_bytes(data[:start] + many + tail)
        refusal(bad)

    def test_an_encrypted_part_is_refused(self, good, bad):
        changed = bytearray(self.put(good, bad, []).read_bytes())
        with zipfile.ZipFile(bad) as archive:
            changed[archive.start_dir + 8] |= 1
        bad.write_bytes(changed)
        assert "no plain file" in refusal(bad)

    def test_more_parts_than_any_sampler_has_are_refused(self, good, bad):
        extra = [(f"x{place}", b"") for place in range(container.MOST_MEMBERS)]
        assert "parts under" in refusal(self.put(good, bad, extra))


def with_config(keras_file, change):
    """A ``.keras`` file with its configuration changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(keras_file)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "config.json":
                config = json.loads(data)
                change(config)
                data = json.dumps(config).encode()
            new.writestr(name, data)
    return out.getvalue()


def with_layer(layer):
    def change(config):
        config["config"]["flip"] = layer

    return change


EVIL = {
    "a lambda of Python code": {
        "class_name": "Lambda",
        "module": "keras.layers",
        "config": {"function": {"class_name": "__lambda__", "config": {"value": "4wEAAAA="}}},
        "registered_name": None,
    },
    "a function by name": {
        "class_name": "function",
        "module": "os",
        "config": "system",
        "registered_name": "function",
    },
    "an unknown class": {
        "class_name": "Popen",
        "module": "subprocess",
        "config": {"args": "true"},
        "registered_name": None,
    },
    "a class in the name of ours": {
        "class_name": "Evil",
        "module": "evil",
        "config": {},
        "registered_name": "gansmote_tf>Evil",
    },
    "a class in the name of Keras": {
        "class_name": "Evil",
        "module": "keras_evil",
        "config": {},
        "registered_name": None,
    },
}


class TestKerasFile:
    @pytest.mark.parametrize("name", EVIL)
    def test_one_that_names_code_is_refused_though_it_is_never_built(self, name, good, bad):
        evil = with_config(members(good)[KERAS], with_layer(EVIL[name]))
        assert EVIL[name]["class_name"] in refusal(rewritten(good, bad, {KERAS: evil}))

    def test_one_of_packed_parts_is_refused(self, good, bad):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("config.json", b" " * 50_000_000)
        assert "packed" in refusal(rewritten(good, bad, {KERAS: out.getvalue()}))

    def test_hdf5_in_it_is_not_even_opened(self, good, bad, monkeypatch):
        """A shape of terabytes, and weights that are not the sampler's, are nothing to ``load``."""
        store = io.BytesIO()
        with h5py.File(store, "w") as file:
            file.create_dataset("huge", shape=(2**40,), dtype="f8", chunks=(2**20,))
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(members(good)[KERAS])) as old,
            zipfile.ZipFile(out, "w") as new,
        ):
            for name in old.namelist():
                new.writestr(name, store.getvalue() if name.endswith(".h5") else old.read(name))
        rewritten(good, bad, {KERAS: out.getvalue()})
        monkeypatch.setattr(h5py, "File", None)
        monkeypatch.setattr(keras.saving, "deserialize_keras_object", None)
        rows = GANSMOTE.load(bad).sample(5, "rare", random_state=0)
        assert rows.equals(small_sampler().sample(5, "rare", random_state=0))
