"""Warm restarts of the learning rates."""

import keras

from gansmote_tf.recipes import arguments
from gansmote_tf.schedules import CosineRestarts


@keras.saving.register_keras_serializable("gansmote_tf")
class CosineWarmRestarts(keras.callbacks.Callback):
    """Multiplies the learning rate of a Keras model, then lets it cosine back, again and again.

    It drives the optimizer of whatever model it is given, or all that the model holds, as a GAN
    does. The rate as compiled is the base (paper section 2.2, after Loshchilov & Hutter 2017). The
    optimizer is given a :class:`~gansmote_tf.CosineRestarts`, which it computes inside the training
    graph from its own count of updates: exact at every step whatever ``steps_per_execution`` is,
    and a second ``fit`` goes on where the first stopped. The optimizer keeps it afterwards.

    Args:
        factor: What a restart multiplies the base rate by, above 0.
        period: Steps from one restart to the next, at least 1.
        delay: Step of the first restart; the rate is the base before.

    Logs:
        ``learning_rate``: the first optimizer's rate at the epoch's last step; of further ones
        ``learning_rate_ATTRIBUTE``.

    Raises:
        ValueError: ``factor``, ``period`` or ``delay`` is out of range, or an optimizer has a
            schedule of its own.
        TypeError: One is no number, or no whole one, or the model has no optimizer.

    Example:
        >>> import keras, numpy as np
        >>> from gansmote_tf.callbacks import CosineWarmRestarts
        >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        >>> model.compile(keras.optimizers.Adam(0.001), loss="mse")
        >>> restarts = CosineWarmRestarts(factor=10, period=2, delay=1)
        >>> history = model.fit(np.eye(3), np.ones(3), epochs=4, verbose=0, callbacks=[restarts])
        >>> [round(rate, 4) for rate in history.history["learning_rate"]]
        [0.001, 0.01, 0.0055, 0.01]
    """

    #: What else sets the learning rate cannot work beside it.
    drives_learning_rate = True

    def __init__(self, factor: float = 10.0, period: int = 1_000, delay: int = 2_000):
        super().__init__()
        self.factor = arguments.number("factor", factor, 0, above=True)
        self.period = arguments.number("period", period, 1, whole=True)
        self.delay = arguments.number("delay", delay, 0, whole=True)

    def on_train_begin(self, logs=None):
        optimizers = _optimizers_of(self.model)
        if not optimizers:
            raise TypeError(
                "CosineWarmRestarts drives a model's optimizer: compile the model with one. "
                f"Received: a {type(self.model).__name__} without."
            )
        bases = {name: _base_rate(optimizer) for name, optimizer in optimizers.items()}
        self._driven = {
            name: (optimizer, CosineRestarts(bases[name], **self.get_config()))
            for name, optimizer in optimizers.items()
        }
        changed = False
        for optimizer, schedule in self._driven.values():
            if _schedule_of(optimizer) != schedule.get_config():
                optimizer.learning_rate = schedule
                changed = True
        if changed:
            # A graph traced in an earlier fit knows the old rate.
            self.model.make_train_function(force=True)

    def on_epoch_end(self, epoch, logs=None):
        if logs is None:
            return
        for index, (name, (optimizer, schedule)) in enumerate(self._driven.items()):
            last = max(0, int(optimizer.iterations) - 1)
            logs[f"learning_rate_{name}" if index else "learning_rate"] = float(schedule(last))

    @classmethod
    def from_config(cls, config: dict) -> "CosineWarmRestarts":
        return cls(**config)

    def get_config(self) -> dict:
        return {"factor": self.factor, "period": self.period, "delay": self.delay}


def _optimizers_of(model):
    """The optimizers that a model holds, by attribute; its own where there is no other.

    A model with a ``train_step`` of its own often has optimizers of its own, and beside them the
    one that ``compile`` puts there unasked.
    """
    optimizers = {
        # In mixed precision Keras wraps an optimizer in one that scales the loss.
        name: getattr(value, "inner_optimizer", value)
        for name, value in vars(model).items()
        if isinstance(value, keras.optimizers.Optimizer)
    }
    own = {name: value for name, value in optimizers.items() if name != "optimizer"}
    return own or optimizers


def _schedule_of(optimizer):
    """The numbers of the restarts that an optimizer has, or its rate, or another schedule's."""
    rate = optimizer.get_config()["learning_rate"]
    if isinstance(rate, dict) and rate.get("class_name") == CosineRestarts.__name__:
        return rate["config"]
    return rate


def _base_rate(optimizer):
    rate = _schedule_of(optimizer)
    if isinstance(rate, dict) and "base" in rate:
        return rate["base"]
    if not isinstance(rate, int | float):
        raise ValueError(
            "learning_rate of the optimizer must be a number for CosineWarmRestarts to multiply. "
            f"Received: {optimizer.name} with a schedule of its own; give it a number, or leave "
            "the callback out."
        )
    return float(rate)
