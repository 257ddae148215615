"""The share of flipped bits, falling over the steps."""

import keras


@keras.saving.register_keras_serializable("gansmote_tf")
class BitFlipDecay(keras.callbacks.Callback):
    """Lets the flip rate of a :class:`~gansmote_tf.GAN` fall linearly (paper section 2.2).

    The rate is computed inside the training graph from its step, so it is exact at every step
    whatever ``steps_per_execution`` is, and a second ``fit`` goes on where the first stopped.

    Args:
        start: Share of bits flipped at step 0, in [0, 1].
        end: Share flipped from ``steps`` on, in [0, 1].
        steps: Steps over which the share falls, at least 1.

    Logs:
        ``flip_rate``: the rate of the epoch's last step.

    Raises:
        ValueError: A share lies outside [0, 1], or ``steps`` is below 1.
        TypeError: The model is no :class:`~gansmote_tf.GAN`.

    Example:
        >>> from gansmote_tf.callbacks import BitFlipDecay
        >>> BitFlipDecay(start=0.3, end=0.0, steps=37_000).steps
        37000
    """

    def __init__(self, start: float = 0.3, end: float = 0.0, steps: int = 37_000):
        super().__init__()
        for name, value in (("start", start), ("end", end)):
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"{name} must lie in [0, 1]. Received: {name}={value}.")
        if steps < 1:
            raise ValueError(f"steps must be at least 1. Received: steps={steps}.")
        self.start = start
        self.end = end
        self.steps = steps

    def on_train_begin(self, logs=None):
        if not hasattr(self.model, "flip_schedule"):
            raise TypeError(
                "BitFlipDecay drives the flips of a gansmote_tf.GAN. "
                f"Received: a {type(self.model).__name__}."
            )
        self.model.flip_schedule.assign([self.start, self.end, self.steps])

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["flip_rate"] = float(self.model.flip_rate(self.model.step - 1))

    def get_config(self):
        return {"start": self.start, "end": self.end, "steps": self.steps}
