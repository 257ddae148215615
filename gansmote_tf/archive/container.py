"""One zip file of JSON, NumPy arrays and files of others: written whole, and read with distrust.

Members are stored, never packed: nothing in a file is larger than the file, so a small one cannot
unfold to a large one. Reading looks up no class, runs no code, follows no name and writes nothing:
JSON is read by ``json``, arrays by NumPy without pickle and after their shapes were compared with
the bytes that are there, and whatever else lies in the file is hashed and left alone.
"""

import contextlib
import hashlib
import io
import json
import math
import os
import stat
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from gansmote_tf.archive.atomic import write_atomically

#: What the manifest calls the file, and the number of its form: raised when older versions could
#: no longer read what is written.
FORMAT, FORM = "gansmote_tf.GANSMOTE", 1

MANIFEST, CONTENT = "manifest.json", "sampler.json"
#: More than any sampler has: JSON takes thirty times its bytes in memory.
MOST_MEMBERS, MOST_JSON = 10_000, 2**24
_ARRAY_KINDS = "biufcmMSU"


def write_archive(
    path: Path, content: dict, files: Mapping[str, bytes], versions: Mapping[str, str]
) -> None:
    """Write a file, or leave the one that is there.

    Args:
        path: The file, no symbolic link.
        content: JSON with NumPy arrays in it.
        files: Further members, by names that don't end as JSON's and NumPy's do.
        versions: What the file was written with, by the name of the library.

    Raises:
        ValueError: There is more in it than can be read again.
        OSError: It can't be written.

    Example:
        >>> import numpy as np, pathlib, tempfile
        >>> from gansmote_tf.archive.container import read_archive, write_archive
        >>> file = pathlib.Path(tempfile.mkdtemp(), "a.zip")
        >>> write_archive(file, {"x": np.arange(3), "y": [None, "b"]}, {}, {})
        >>> read_archive(file)
        ({'x': array([0, 1, 2]), 'y': [None, 'b']}, {})
    """
    members = dict(files)

    def put_aside(array):
        name = f"arrays/{len(members) - len(files)}.npy"
        members[name] = _array_to_bytes(array)
        return {"array": name}

    text = json.dumps(content, default=put_aside, allow_nan=False)
    members[CONTENT] = text.encode("ascii")
    if len(text) > MOST_JSON or len(members) >= MOST_MEMBERS:
        raise ValueError(
            f"A sampler must have names and levels of at most {MOST_JSON} bytes and at most "
            f"{MOST_MEMBERS} columns of numbers to be saved. Received: {len(text)} bytes and "
            f"{len(members)} parts; merge rare levels."
        )
    manifest = {
        "format": FORMAT,
        "form": FORM,
        "versions": dict(versions),
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    }
    manifest = {MANIFEST: json.dumps(manifest, indent=1).encode("ascii")}
    write_atomically(path, lambda file: _write_zip(file, manifest | members))


def _write_zip(file, members):
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            # Of no date, so that the same sampler makes the same members.
            archive.writestr(zipfile.ZipInfo(name), data)


def read_archive(path: Path) -> tuple[dict, dict[str, bytes]]:
    """The content and the files that :func:`write_archive` was given.

    Args:
        path: The file.

    Raises:
        OSError: It can't be opened.
        ValueError: It is no such file, or not as it was written.
    """
    with path.open("rb") as file, refused(path):
        return _parts(file)


@contextlib.contextmanager
def refused(path: Path) -> Iterator[None]:
    """Within it, whatever goes wrong is the file's fault: one sentence that names it."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        reason = " ".join(f"{error}".split())[:300] or type(error).__name__
        raise ValueError(
            f"{path} must be a file that GANSMOTE.save of this version or an earlier one wrote, as "
            f"it wrote it. Received: one that is not ({reason}); save the sampler again, or update "
            "gansmote_tf."
        ) from error


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """A zip file whose members are plain files, stored, of different names and no larger than it.

    Raises:
        ValueError: They are not.
        zipfile.BadZipFile: It is no zip file.
    """
    archive = zipfile.ZipFile(file)
    _check_members(archive.infolist(), file.seek(0, os.SEEK_END))
    return archive


def _parts(file):
    with open_zip(file) as archive:
        manifest = _json(_bytes_of(archive, MANIFEST))
        _check_manifest(manifest)
        hashes = manifest["sha256"]
        if {*archive.namelist()} != {MANIFEST, *hashes}:
            raise ValueError("it holds other parts than its manifest lists")
        arrays, files = {}, {}
        for name, expected in hashes.items():
            data = _bytes_of(archive, name)
            if hashlib.sha256(data).hexdigest() != expected:
                raise ValueError(f"{name!r} in it was changed")
            if name.endswith(".npy"):
                arrays[name] = _array_from_bytes(data)
            elif name != CONTENT:
                files[name] = data
        return _json(_bytes_of(archive, CONTENT), arrays), files


def _check_members(infos, size):
    """Refuse what no writer of ours makes, from the list of members alone."""
    names = {info.filename for info in infos}
    if len(infos) > MOST_MEMBERS or len(names) < len(infos):
        raise ValueError(f"it has {len(infos)} parts under {len(names)} names")
    if sum(info.file_size for info in infos) > size:
        raise ValueError("its parts are larger together than it is")
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        plain = kind in (0, stat.S_IFREG) and not info.flag_bits & 0x1
        if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
            raise ValueError(f"{info.filename!r} in it is packed")
        if not plain or info.is_dir():
            raise ValueError(f"{info.filename!r} in it is no plain file")


def _check_manifest(manifest):
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError("it has no manifest of a sampler")
    if manifest["form"] != FORM:
        version = manifest["versions"]["gansmote_tf"]
        raise ValueError(
            f"it is of form {manifest['form']!r:.20}, written by gansmote_tf {version!r:.20}, and "
            f"{FORM} is the latest known here"
        )


def _bytes_of(archive, name):
    data = archive.read(name)
    if name.endswith(".json") and len(data) > MOST_JSON:
        raise ValueError(f"{name!r} in it is of {len(data)} bytes")
    return data


def _json(data: bytes, arrays: Mapping[str, np.ndarray] | None = None) -> Any:
    def with_arrays(value):
        return arrays[value["array"]] if arrays and value.keys() == {"array"} else value

    def no_number(name):
        raise ValueError(f"{name} is no number of JSON")

    return json.loads(data.decode("ascii"), object_hook=with_arrays, parse_constant=no_number)


def _array_to_bytes(array):
    if not isinstance(array, np.ndarray) or array.dtype.kind not in _ARRAY_KINDS:
        raise TypeError(f"no array of plain numbers or text: {array!r}")
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=(1, 0), allow_pickle=False)
    return file.getvalue()


def _array_from_bytes(data):
    file = io.BytesIO(data)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("an array in it is of another form")
    shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype.kind not in _ARRAY_KINDS or not dtype.itemsize or min(shape, default=0) < 0:
        raise ValueError(f"an array in it is of dtype {dtype} and shape {shape}")
    # Before room is made for it: the header may ask for any.
    if math.prod(shape) * dtype.itemsize != len(data) - file.tell():
        raise ValueError(f"an array in it has another size than its shape {shape}")
    file.seek(0)
    return np.lib.format.read_array(file, allow_pickle=False)
