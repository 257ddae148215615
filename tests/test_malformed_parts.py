"""Layers, schedules and callbacks: what no argument can mean is refused by the argument's name."""

import keras
import numpy as np
import pandas as pd
import pytest

from gansmote_tf import CosineRestarts, LinearDecay
from gansmote_tf.callbacks import (
    BitFlipDecay,
    CollapseAlarm,
    CosineWarmRestarts,
    DistanceMonitor,
    DivergenceGuard,
    Progress,
    RestoreBest,
    SampleSnapshots,
    TensorBoardImages,
)
from gansmote_tf.layers import (
    BitFlip,
    GroupActivation,
    GroupDraw,
    MinibatchL1,
    RandomDropout,
    RedrawFlip,
    ReplicaDense,
    UniformNoise,
)
from tests.malformed import (
    COUNTS,
    NO_COUNTS,
    NO_SEEDS,
    NONE,
    NOT_COUNTS,
    NOT_SHARES,
    SHARES,
    but,
    cases,
    each,
    verdict,
)

ROWS = np.eye(4)[:, :3]

LAYERS = {
    **each("BitFlip", "rate", BitFlip, NOT_SHARES),
    **each("RedrawFlip", "rate", RedrawFlip, NOT_SHARES),
    **each("RandomDropout", "rate", RandomDropout, NOT_SHARES | {"one": 1.0}),
    **each("UniformNoise", "noise", UniformNoise, NOT_SHARES | {"one": 1.0}),
    **each("MinibatchL1-noise", "noise", lambda value: MinibatchL1(noise=value), NOT_SHARES),
    **each(
        "MinibatchL1-scale",
        "scale",
        lambda value: MinibatchL1(scale=value),
        but(NOT_SHARES, "above") | {"zero": 0.0},
    ),
    **each(
        "MinibatchL1-distance",
        "distance",
        lambda value: MinibatchL1(distance=value),
        {
            "word": "rows",
            "none": None,
            "int": 1,
            "list": ["pairs"],
            "array": np.array(["pairs", "pairs"]),
            "true": True,
        },
    ),
    **each(
        "MinibatchL1-raise_in_call",
        "raise_in_call",
        lambda value: MinibatchL1(raise_in_call=value),
        {"string": "no", "none": None, "list": [], "float": 0.5},
    ),
    **each("ReplicaDense-units", "units", ReplicaDense, NO_COUNTS),
    **each("ReplicaDense-replicas", "replicas", lambda value: ReplicaDense(3, value), NO_COUNTS),
    **each("seed", "seed", lambda value: BitFlip(0.1, seed=value), NO_SEEDS),
    **each(
        "first_replica",
        "first_replica",
        lambda value: ReplicaDense(2, first_replica=value),
        NO_SEEDS | NONE,
    ),
    **each(
        "stream",
        "stream",
        lambda value: UniformNoise(stream=value),
        {"int": 3, "bytes": b"a", "list": ["a"], "nan": np.nan},
    ),
    **each("reseed", "seed", lambda value: BitFlip(0.1).reseed(value), NO_SEEDS),
    **each("set_rate", "rate", lambda value: BitFlip(0.1).set_rate(value), NOT_SHARES),
    "set_rate-function": ("rate", lambda: BitFlip(0.1).set_rate(lambda step: 0.1)),
}
GROUPED = {
    **each(
        "set_groups",
        "groups",
        lambda value: built(GroupActivation()).set_groups(value),
        {"none": None, "int": 3, "string": "A", "names": ["A"], "columns": [[0, 1]]},
    ),
    **each(
        "positions",
        "groups",
        lambda value: built(GroupDraw()).set_groups([group(value)]),
        {
            "beyond": (0, 3),
            "negative": (-1, 0),
            "float": (0.5,),
            "strings": ("a",),
            "none": None,
            "empty": (),
        },
    ),
    "kind": ("groups", lambda: built(RedrawFlip()).set_groups([group((0, 1), kind="one-of")])),
    "overlap": ("groups", lambda: built(GroupDraw()).set_groups([group((0, 1)), group((1, 2))])),
    "unbuilt": ("groups|built", lambda: GroupDraw().set_groups([group((0, 1))])),
}
SHAPES = {
    **each(
        "rank",
        "Input 0 .*of layer",
        lambda layer: layer(np.ones(3), training=True),
        {
            "BitFlip": BitFlip(),
            "MinibatchL1": MinibatchL1(),
            "UniformNoise": UniformNoise(),
            "RandomDropout": RandomDropout(),
            "RedrawFlip": RedrawFlip(),
        },
    ),
    **each(
        "rank-4",
        "Input 0 .*of layer",
        lambda layer: layer(np.ones((2, 2, 2, 3)), training=True),
        {"BitFlip": BitFlip(), "MinibatchL1": MinibatchL1(), "ReplicaDense": ReplicaDense(2, 2)},
    ),
    "replicas": ("replicas", lambda: ReplicaDense(2, replicas=2)(np.ones((3, 4, 5)))),
    "dense-rank": ("Input 0 .*of layer", lambda: ReplicaDense(2)(np.ones(3))),
    "mask": ("mask", lambda: MinibatchL1()(np.ones((4, 3)), mask=np.ones(3))),
}


def built(layer):
    layer.build((None, 3))
    return layer


class group:
    """A group as layers take it: a kind and positions, and no more."""

    def __init__(self, positions, kind="one_of"):
        self.positions, self.kind = positions, kind


@pytest.mark.parametrize(("names", "call"), **cases(LAYERS | GROUPED | SHAPES))
def test_arguments_of_layers_are_named(names, call):
    assert verdict(call, names) == "clear"


NOT_NUMBERS = but(NOT_SHARES, "above")
SCHEDULES = {
    **each("start", "start", lambda value: LinearDecay(start=value), NOT_NUMBERS),
    **each("end", "end", lambda value: LinearDecay(end=value), NOT_NUMBERS),
    **each("steps", "steps", lambda value: LinearDecay(steps=value), NOT_NUMBERS | {"zero": 0}),
    **each("base", "base", lambda value: CosineRestarts(value), NOT_NUMBERS),
    **each("factor", "factor", lambda value: CosineRestarts(1e-3, factor=value), NOT_NUMBERS),
    **each(
        "period",
        "period",
        lambda value: CosineRestarts(1e-3, period=value),
        NOT_NUMBERS | {"zero": 0},
    ),
    **each("delay", "delay", lambda value: CosineRestarts(1e-3, delay=value), NOT_NUMBERS),
    **each("assign", "end", lambda value: LinearDecay().assign(end=value), NOT_NUMBERS),
    "assign-unknown": ("stop", lambda: LinearDecay().assign(stop=3)),
}


@pytest.mark.parametrize(("names", "call"), **cases(SCHEDULES))
def test_numbers_of_schedules_are_named(names, call):
    assert verdict(call, names) == "clear"


REAL = [np.eye(4)]
CALLBACKS = {
    **each("decay-start", "start", lambda value: BitFlipDecay(start=value), NOT_SHARES),
    **each("decay-end", "end", lambda value: BitFlipDecay(end=value), NOT_SHARES),
    **each("decay-steps", "steps", lambda value: BitFlipDecay(steps=value), NO_COUNTS),
    **each(
        "restarts-factor",
        "factor",
        lambda value: CosineWarmRestarts(factor=value),
        NOT_NUMBERS | {"zero": 0},
    ),
    **each("period", "period", lambda value: CosineWarmRestarts(period=value), NO_COUNTS),
    **each("delay", "delay", lambda value: CosineWarmRestarts(delay=value), NOT_COUNTS | NONE),
    **each("equal", "equal", lambda value: CollapseAlarm(equal=value), NOT_SHARES),
    **each("common", "common", lambda value: CollapseAlarm(common=value), NOT_SHARES | {"0": 0}),
    **each("patience", "patience", lambda value: CollapseAlarm(patience=value), NO_COUNTS),
    **each("grace", "grace", lambda value: CollapseAlarm(grace=value), NOT_SHARES | {"one": 1.0}),
    **each("stop", "stop", lambda value: CollapseAlarm(stop=value), {"string": "no", "none": None}),
    **each("interval", "interval", lambda value: DistanceMonitor(interval=value), NO_COUNTS),
    **each("rows", "rows", lambda value: RestoreBest(rows=value), NO_COUNTS | {"one": 1}),
    **each("seed", "seed", lambda value: DistanceMonitor(seed=value), NO_SEEDS | NONE),
    **each("most", "most", lambda value: SampleSnapshots(most=value), NO_COUNTS),
    **each(
        "real_rows",
        "real_rows",
        lambda value: DistanceMonitor(real_rows=value),
        {
            "int": 3,
            "string": "rows",
            "none-in": [None],
            "1-d": [np.zeros(3)],
            "empty": [],
            "no-rows": [np.empty((0, 3))],
            "strings": [np.array([["a", "b"]])],
            "widths": [np.eye(3), np.eye(4)],
            "frame-of-strings": [pd.DataFrame({"a": ["x"]})],
        },
    ),
    **each(
        "labels",
        "labels",
        lambda value: DistanceMonitor(real_rows=REAL, labels=value),
        {"two": ["a", "b"], "none": [], "int": 3, "string": "ab"},
    ),
    **each(
        "groups",
        "groups",
        lambda value: DistanceMonitor(real_rows=REAL, groups=value),
        {"int": 3, "string": "A", "strings": ["A"], "dict": {"A": [0, 1]}},
    ),
    **each("guard", "labels", DivergenceGuard, {"int": 3, "string": "ab"}),
    **each("description", "description", Progress, {"int": 3, "none": None, "list": []}),
    **each("disable", "disable", lambda value: Progress(disable=value), {"string": "no", "int": 3}),
    **each("log_dir", "log_dir", TensorBoardImages, {"none": None, "int": 3, "list": ["logs"]}),
    "watcher-elsewhere": (
        "DistanceMonitor",
        lambda: plain_model().fit(ROWS, ROWS, verbose=0, callbacks=[DistanceMonitor()]),
    ),
    "film-of-no-class": ("label", lambda: SampleSnapshots(real_rows=REAL).of("Poor")),
}


def plain_model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3)])
    model.compile(loss="mse")
    return model


@pytest.mark.parametrize(("names", "call"), **cases(CALLBACKS))
def test_arguments_of_callbacks_are_named(names, call):
    assert verdict(call, names) == "clear"


@pytest.mark.parametrize("number", **cases(SHARES))
def test_a_share_may_be_numpys(number):
    flipped = BitFlip(number)(ROWS, training=True).numpy()
    assert np.isin(flipped, (0, 1)).all()
    for made in (
        RandomDropout(number),
        UniformNoise(number),
        MinibatchL1(noise=number),
    ):
        again = type(made).from_config(made.get_config())
        assert np.isfinite(again(ROWS, training=True).numpy()).all()
    assert float(LinearDecay(number, number, 10)(3)) == pytest.approx(float(number))
    assert BitFlipDecay(number).get_config()["start"] == float(number)
    assert CollapseAlarm(equal=number).equal == float(number)


@pytest.mark.parametrize("number", **cases(COUNTS))
def test_a_count_may_be_numpys(number):
    assert ReplicaDense(number, replicas=number)(np.ones((3, 4, 5))).shape == (3, 4, 3)
    assert type(ReplicaDense(number).get_config()["units"]) is int
    assert DistanceMonitor(interval=number, rows=number).rows == 3
    assert BitFlip(0.5, seed=number).get_config()["seed"] == 3
    assert CosineWarmRestarts(period=number, delay=number).get_config()["delay"] == 3
    assert SampleSnapshots(most=number).snapshots.maxlen == 3
