"""Every variable is read and moved in one fixed order, in the graph as TensorFlow optimises it.

Two operations on a variable that nothing orders give other numbers once in many runs, so the graph
is looked at, not the numbers.
"""

from collections import defaultdict
from graphlib import TopologicalSorter
from itertools import combinations, product

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers
from tensorflow.core.framework import graph_pb2
from tensorflow.python.eager import context

from gansmote_tf.gan import GAN, FusedAdam
from gansmote_tf.layers import BitFlip, MinibatchL1, ReplicaDense, UniformNoise

COLUMNS, LATENTS, BATCH = 6, 4, 8
_PASS_ON = ("Enter", "Identity", "Switch")  # hand a variable on


class LinearLoss(GAN):
    """Wasserstein's loss, whose gradients do not need the scores."""

    def score_loss(self, scores, targets):
        return scores * (1.0 - 2.0 * targets)


class Punished(LinearLoss):
    """With a gradient penalty, which reads the weights once more."""

    def penalty(self, shown, batch):
        real, _ = tf.unstack(shown, axis=-3)
        with tf.GradientTape() as tape:
            tape.watch(real)
            scores = self.discriminator(real, training=True)
        return tf.reduce_mean(tape.gradient(scores, real) ** 2, axis=(-2, -1))


class Recomputed(layers.Layer):
    """Two layers that are computed again for their gradients."""

    def build(self, input_shape):
        self.inner = keras.Sequential([layers.Dense(8, "tanh"), layers.Dense(5)])
        self.inner.build(input_shape)

    def call(self, inputs):
        return tf.recompute_grad(lambda rows: self.inner(rows))(inputs)


def gan_of(kind, hidden, optimizer=FusedAdam):
    """One GAN of such a critic and a linear generator."""
    generator = keras.Sequential([keras.Input((LATENTS,)), layers.Dense(5), layers.Dense(COLUMNS)])
    critic = keras.Sequential([keras.Input((COLUMNS,)), *hidden, layers.Dense(1)])
    gan = kind(generator, critic)
    gan.compile(optimizer(), optimizer())
    return gan


def side_by_side(kind, replicas=3):
    """Several GANs with all their parts."""
    sides = [(COLUMNS,), (8, 1)]
    networks = [
        keras.Sequential(
            [
                keras.Input(batch_shape=(replicas, None, inputs)),
                *(ReplicaDense(units, replicas) for units in side),
            ]
        )
        for inputs, side in zip((LATENTS, COLUMNS + 1), sides, strict=True)
    ]
    parts = {"distance": MinibatchL1(), "flip": BitFlip(0.1), "noise": UniformNoise(0.1)}
    gan = kind(*networks, **parts)
    gan.compile(FusedAdam(), FusedAdam())
    return gan


def optimised(gan):
    """The graph that trains it, after TensorFlow's graph optimizer."""
    rows = tf.data.Dataset.from_tensors(np.zeros((*gan.replica_shape, BATCH, COLUMNS), "float32"))
    gan.make_train_function()
    context.enable_run_metadata()
    try:
        gan.many_steps(iter(rows.repeat()), 1)
        graphs = context.export_run_metadata().function_graphs
    finally:
        context.disable_run_metadata()
    return max((each.post_optimization_graph for each in graphs), key=lambda graph: len(graph.node))


def unordered(graph):
    """Pairs of operations on one variable, not both of them reads, of which neither comes first.

    A turn of the loop must also be through with a variable before the next one begins.
    """
    nodes = {node.name: node for node in graph.node}
    inputs = {name: [_producer(each) for each in node.input] for name, node in nodes.items()}
    turns = {name for name, node in nodes.items() if node.op == "NextIteration"}
    # The end of the loop waits for its turns, a turn for none before.
    waits = {
        name: turns if node.op == "Exit" else set(inputs[name]) - turns
        for name, node in nodes.items()
    }
    earlier = {}
    for name in TopologicalSorter(waits).static_order():
        earlier[name] = waits[name].union(*(earlier[each] for each in waits[name]))
    pairs = []
    for users in _users_of_variables(nodes, inputs).values():
        moves = {name for name in users if nodes[name].op != "ReadVariableOp"}
        pairs += [pair for pair in combinations(users, 2) if not moves.isdisjoint(pair)]
        inside = [name for name in users if moves and "/body/" in name]
        pairs += product(inside, turns)
    return [(a, b) for a, b in pairs if a not in earlier[b] and b not in earlier[a]]


def _producer(given):
    return given.removeprefix("^").split(":")[0]


def _users_of_variables(nodes, inputs):
    """The operations that take a variable, by the variable."""

    def origin(name):
        while nodes[name].op in _PASS_ON:
            name = inputs[name][0]
        return name

    users = defaultdict(set)
    for name, node in nodes.items():
        for each in node.input if node.op not in (*_PASS_ON, "IteratorGetNext") else ():
            source = origin(_producer(each))
            kinds = {nodes[source].attr[key].type for key in ("T", "dtype")}
            if not each.startswith("^") and tf.resource.as_datatype_enum in kinds:
                users[source].add(name)
    return users


GANS = {
    "a linear loss": lambda: gan_of(LinearLoss, [layers.Dense(8, "tanh")]),
    "a critic linear throughout": lambda: gan_of(LinearLoss, [layers.Dense(4), layers.Dense(4)]),
    "a gradient penalty": lambda: gan_of(Punished, [layers.Dense(8, "tanh")]),
    "Keras's own Adam": lambda: gan_of(LinearLoss, [layers.Dense(8)], keras.optimizers.Adam),
    "batch normalization": lambda: gan_of(
        LinearLoss, [layers.Dense(8), layers.BatchNormalization(), layers.Dropout(0.3)]
    ),
    "spectral normalization": lambda: gan_of(
        LinearLoss, [layers.SpectralNormalization(layers.Dense(8, "tanh"))]
    ),
    "layers computed again": lambda: gan_of(GAN, [Recomputed()]),
    "all parts, side by side": lambda: side_by_side(LinearLoss),
    "the squared loss": lambda: side_by_side(GAN),
}


@pytest.mark.parametrize("case", GANS)
def test_what_reads_a_variable_and_what_moves_it_are_in_order(case):
    assert unordered(optimised(GANS[case]())) == []


@pytest.mark.parametrize("ordered", [True, False])
def test_the_search_finds_a_read_and_an_update_that_nothing_orders(ordered):
    graph = graph_pb2.GraphDef()
    graph.node.add(name="weight", op="_Arg").attr["T"].type = tf.resource.as_datatype_enum
    graph.node.add(name="read", op="ReadVariableOp", input=["weight"])
    graph.node.add(name="one", op="Const")
    graph.node.add(name="again", op="ReadVariableOp", input=["weight"])
    ends = ["^read", "^again"] if ordered else ["^read"]
    graph.node.add(name="move", op="AssignSubVariableOp", input=["weight", "one", *ends])
    found = [] if ordered else [{"again", "move"}]
    assert [set(pair) for pair in unordered(graph)] == found
