"""Where every random stream of the package gets its key.

A draw is a stateless function of a key and a counter. The key says what the numbers are for, so two
parts never share a stream by accident: not two layers of one GAN, not the weights and the dropout
of one layer, not the training and the rows generated after it.
"""

import hashlib
import random


def stream_key(seed: int, purpose: str, part: str = "", replica: int = 0) -> int:
    """The key of one random stream.

    Args:
        seed: The user's seed, an integer.
        purpose: What the numbers are for: a layer's class, ``"weights"``, ``"batches"``,
            ``"generate"``.
        part: Name of the part that draws, such as ``"discriminator/dropout_0"``.
        replica: The replica's own number, where it has a key of its own.

    Returns:
        An integer in [0, 2**64), the same on every machine and in every version of Python; any
        change of an argument gives an unrelated one.

    Example:
        >>> from gansmote_tf.streams import stream_key
        >>> stream_key(0, "weights") == stream_key(0, "weights")
        True
        >>> stream_key(0, "weights", replica=1) == stream_key(1, "weights", replica=0)
        False
    """
    text = repr((int(seed), purpose, part, int(replica)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def small_seed(key: int) -> int:
    """A key as a seed for libraries that take 32 bits, such as scikit-learn.

    Example:
        >>> from gansmote_tf.streams import small_seed, stream_key
        >>> 0 <= small_seed(stream_key(0, "class check")) < 2**32
        True
    """
    return key % 2**32


def fresh_seed() -> int:
    """A seed for what was given none: another one each time.

    It is drawn from Python's global generator, as Keras's own layers draw theirs, so
    ``keras.utils.set_random_seed`` decides it.

    Example:
        >>> import random
        >>> from gansmote_tf.streams import fresh_seed
        >>> random.seed(1)
        >>> first = fresh_seed()
        >>> random.seed(1)
        >>> first == fresh_seed() != fresh_seed()
        True
    """
    return random.getrandbits(63)
