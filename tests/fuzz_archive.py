"""A coverage-guided fuzz of the files that ``GANSMOTE.load`` reads; needs atheris, runs by hand.

``python -m tests.fuzz_archive text FOLDER -max_total_time=600`` from the root of the repository.
Mutated is the ``text`` (the JSON in a sampler's file), an ``array`` or the ``whole`` file; of the
first two the hashes are made to fit, so that what stands behind the hashes is reached. FOLDER keeps
what was found between runs, and what follows are options of libFuzzer. Whatever comes out but a
ValueError that names the file ends the run, and so does more than 2 GB of memory or 25 seconds for
one file.
"""

import json
import random
import sys
import tempfile
import warnings
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import atheris

with atheris.instrument_imports(include=["gansmote_tf", "zipfile", "json", "numpy.lib"]):
    import gansmote_tf.training
    from gansmote_tf import GANSMOTE
    from gansmote_tf.archive import container
    from gansmote_tf.columns import plain
    from gansmote_tf.training import bridge

from tests.saved_samplers import members, rewritten, small_sampler


def main():
    _, kind, corpus, *options = sys.argv
    warnings.simplefilter("ignore")
    folder = Path(tempfile.mkdtemp())
    seed, file = folder / "seed", folder / "file"
    sampler = small_sampler()
    sampler.save(seed)
    parts = members(seed)
    names = [name for name in parts if name.endswith(".npy")]
    starts = {
        "whole": [seed.read_bytes()],
        "text": [parts[container.CONTENT]],
        "array": [bytes([place]) + parts[name] for place, name in enumerate(names)],
    }[kind]
    for place, start in enumerate(starts):
        Path(corpus, f"start-{place}").write_bytes(start)

    def one(data):
        if kind == "whole":
            file.write_bytes(data)
        elif kind == "text":
            rewritten(seed, file, {container.CONTENT: data})
        else:
            rewritten(seed, file, {names[data[0] % len(names) if data else 0]: data[1:]})
        try:
            GANSMOTE.load(file)
        except ValueError as error:
            if str(file) not in str(error):
                raise

    def mutated(data, size, number):
        """JSON is changed as a tree most of the time, or hardly anything gets past its parser."""
        try:
            tree = json.loads(data) if kind == "text" and number % 4 else None
        except ValueError:
            tree = None
        if not isinstance(tree, dict | list):
            return atheris.Mutate(data, size)
        return json.dumps(_changed(tree, random.Random(number))).encode()[:size]

    # One GAN for all, which takes no weights: under test is what comes to the builder, and after.
    weights = [
        SimpleNamespace(
            path=each.path, shape=each.shape, dtype=each.dtype, assign=lambda value: None
        )
        for each in bridge.trained_variables(sampler.gan_)
    ]
    with (
        mock.patch.object(gansmote_tf.training, "build_gan", return_value=sampler.gan_),
        mock.patch.object(bridge, "trained_variables", return_value=weights),
    ):
        limits = ["-rss_limit_mb=2048", "-timeout=25", "-max_len=400000"]
        atheris.Setup([sys.argv[0], *limits, *options, corpus], one, custom_mutator=mutated)
        atheris.Fuzz()


_STRANGE = [None, True, -1, 0, 10**9, 2**63, 1e308, "", "\x00", "O", "U999999999", [], {}, [[]]]


def _changed(tree, rng):
    """A tree with a few of its nodes replaced, doubled or taken out."""
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        nodes = list(_nodes(tree))
        if not nodes:
            break
        node, key = rng.choice(nodes)
        others, its = rng.choice(nodes)
        other = json.loads(json.dumps(others[its]))
        what = rng.randrange(5)
        if what == 0:
            del node[key]
        elif what == 1:
            node[key] = other
        elif what == 2:
            node[key] = rng.choice(_STRANGE)
        elif what == 3:
            node[key] = [node[key], other]
        else:
            node[key] = {rng.choice([*plain.SPELLINGS, "numpy", "categories", "range"]): other}
    return tree


def _nodes(tree):
    for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        yield tree, key
        if isinstance(value, dict | list):
            yield from _nodes(value)


if __name__ == "__main__":
    main()
