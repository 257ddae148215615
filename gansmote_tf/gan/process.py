"""The process that TensorFlow runs in."""

import os

_owners: list[int] = []


def claim_process() -> None:
    """Say that TensorFlow is about to work in this process.

    TensorFlow's threads do not live on in a forked process, which then waits for them for ever.

    Raises:
        RuntimeError: This process was forked from one where TensorFlow had worked.

    Example:
        >>> from gansmote_tf.gan.process import claim_process
        >>> claim_process()
    """
    if not _owners:
        _owners.append(os.getpid())
    if _owners[0] != os.getpid():
        raise RuntimeError(
            "TensorFlow cannot work in a process forked from one where it has worked. Received: "
            f"process {os.getpid()}, forked after training or generating in {_owners[0]}; start "
            "workers with multiprocessing's 'spawn' or joblib's 'loky' instead."
        )
