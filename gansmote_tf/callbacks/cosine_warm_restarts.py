"""Warm restarts of the learning rates."""

import keras


@keras.saving.register_keras_serializable("gansmote_tf")
class CosineWarmRestarts(keras.callbacks.Callback):
    """Multiplies the learning rates of a :class:`~gansmote_tf.GAN`, then lets them cosine back.

    Both optimizers' rates, as compiled, are the base (paper section 2.2, after Loshchilov & Hutter
    2017). The factor is computed inside the training graph from its step, so it is exact at every
    step whatever ``steps_per_execution`` is, and a second ``fit`` goes on where the first stopped.

    Args:
        factor: What a restart multiplies the base rate by, above 0.
        period: Steps from one restart to the next, at least 1.
        delay: Step of the first restart; the rate is the base before.

    Logs:
        ``learning_rate``: the generator's rate at the epoch's last step.

    Raises:
        ValueError: ``factor``, ``period`` or ``delay`` is out of range.
        TypeError: The model is no :class:`~gansmote_tf.GAN`.

    Example:
        >>> from gansmote_tf.callbacks import CosineWarmRestarts
        >>> CosineWarmRestarts(factor=10.0, period=1000, delay=2000).period
        1000
    """

    def __init__(self, factor: float = 10.0, period: int = 1_000, delay: int = 2_000):
        super().__init__()
        if not factor > 0:
            raise ValueError(f"factor must lie above 0. Received: factor={factor}.")
        if period < 1:
            raise ValueError(f"period must be at least 1. Received: period={period}.")
        if delay < 0:
            raise ValueError(f"delay must be at least 0. Received: delay={delay}.")
        self.factor = factor
        self.period = period
        self.delay = delay

    def on_train_begin(self, logs=None):
        if not hasattr(self.model, "rate_schedule"):
            raise TypeError(
                "CosineWarmRestarts drives the rates of a gansmote_tf.GAN. "
                f"Received: a {type(self.model).__name__}."
            )
        self.model.rate_schedule.assign([self.factor, self.period, self.delay])

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            factor = self.model.rate_factor(self.model.step - 1)
            logs["learning_rate"] = float(self.model.base_rates[0] * factor)

    def get_config(self):
        return {"factor": self.factor, "period": self.period, "delay": self.delay}
