"""What runs differently on TensorFlow than on other Keras backends, each in both forms.

On TensorFlow a GAN-step of networks this small costs its operations, not its arithmetic, so draws,
products, Adam and the loop over steps are written for it; elsewhere ``keras.ops`` and
``keras.random`` serve. Internal: the layers and the GAN are what to import.
"""

import keras

if keras.backend.backend() == "tensorflow":
    from gansmote_tf.kernels.on_tensorflow import (
        KEY_DTYPE,
        adam_update,
        add_all,
        advance,
        many_steps,
        random_bytes,
        random_normal,
        random_uniform,
        replica_product,
        take_columns,
        turn_of,
    )
else:
    from gansmote_tf.kernels.on_any_backend import (
        KEY_DTYPE,
        adam_update,
        add_all,
        advance,
        many_steps,
        random_bytes,
        random_normal,
        random_uniform,
        replica_product,
        take_columns,
        turn_of,
    )

__all__ = [
    "KEY_DTYPE",
    "adam_update",
    "add_all",
    "advance",
    "many_steps",
    "random_bytes",
    "random_normal",
    "random_uniform",
    "replica_product",
    "take_columns",
    "turn_of",
]
