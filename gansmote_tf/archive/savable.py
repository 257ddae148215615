"""Saving of a fitted sampler: to one file without pickle, and what of it pickle can keep."""

import copy
import pickle
from os import PathLike
from os import path as os_path
from pathlib import Path
from typing import Any, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted

from gansmote_tf.archive.container import refused
from gansmote_tf.archive.sampler_file import Saved, read_sampler, write_sampler

_ATTRIBUTES = ("sampling_strategy_", "history_", "n_features_in_", "feature_names_in_")


class Savable:
    """What makes a sampler one that can be saved, a mixin for a scikit-learn estimator.

    It knows of ``_table``, ``_trained``, ``_show_trained`` and ``_table_from_config``, as
    :class:`~gansmote_tf.GANSMOTE` has them.
    """

    def save(self, path: str | PathLike) -> None:
        """Write the fitted sampler to one file, from which :meth:`load` makes it again.

        The file holds the rows it was fitted on, each of them: generated rows are chosen by
        comparing them with these. It is a zip of JSON, NumPy arrays and, per GAN, a file that
        ``keras.models.load_model`` opens; nothing in it is pickled. Callbacks are not saved.

        Parameters
        ----------
        path : str or path
            The file, replaced if it is there: in one move, when the new one is whole.

        Raises
        ------
        ValueError
            Something could be kept by pickle only (levels that are objects of a class of yours, a
            function as ``sampling_strategy``): told before anything is written.
        OSError
            The file can't be written.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> from gansmote_tf import GANSMOTE, make_one_hot
        >>> from gansmote_tf.recipes import RECIPES
        >>> X, y = make_one_hot(n_samples=60, random_state=0)
        >>> sampler = GANSMOTE(recipe=RECIPES["paper"].scaled(200), random_state=0).fit(X, y)
        >>> file = pathlib.Path(tempfile.mkdtemp(), "sampler.gansmote")
        >>> sampler.save(file)
        >>> rows = GANSMOTE.load(file).sample(5, label=0, random_state=1)
        >>> rows.equals(sampler.sample(5, label=0, random_state=1))
        True
        """
        check_is_fitted(self, "replicas_")
        attributes = {name: getattr(self, name) for name in _ATTRIBUTES if hasattr(self, name)}
        attributes["sampling_strategy_"] = dict(self.sampling_strategy_)
        saved = Saved(self.get_params(deep=False), self._table, self._trained, attributes)
        write_sampler(_file(path), saved, _measured(getattr(self, "provenance_", None)))

    @classmethod
    def load(cls, path: str | PathLike) -> Self:
        """A fitted sampler from the file that :meth:`save` wrote.

        It samples what the saved one does, byte by byte, on one machine with the same versions of
        TensorFlow and NumPy. The file may come from anywhere: nothing in it is run. ``columns_``,
        ``classes_``, ``gans_``, ``gan_``, ``replicas_``, ``history_``, ``sampling_strategy_``,
        ``n_features_in_`` and ``feature_names_in_`` come back; ``provenance_`` and callbacks don't.

        Parameters
        ----------
        path : str or path
            The file.

        Returns
        -------
        sampler : GANSMOTE
            Ready for :meth:`sample`.

        Raises
        ------
        ValueError
            The file is none of :meth:`save`, was changed or cut off, or is of a later version.
        OSError
            It can't be opened.

        Examples
        --------
        See :meth:`save`.
        """
        path = Path(path)
        saved = read_sampler(path, cls._table_from_config)
        with refused(path):
            sampler = cls(**saved.parameters)
            sampler._validate_params()
        sampler._table, sampler._trained = saved.table, saved.trained
        sampler.columns_ = saved.table.columns
        sampler.classes_ = np.unique(saved.table.y)
        sampler._show_trained()
        for name in _ATTRIBUTES:
            if name in saved.attributes:
                setattr(sampler, name, saved.attributes[name])
        return sampler

    def __getstate__(self) -> dict:
        """What pickle and copies keep: of callbacks that saw a training, what pickle can."""
        state = dict(super().__getstate__())
        if "callbacks_" in state:
            state["callbacks_"] = [_portable(each) for each in self.callbacks_]
            state["_trained"] = {
                label: trained._replace(callbacks=state["callbacks_"])
                for label, trained in self._trained.items()
            }
        return state


def _file(path):
    """Where a path leads, refused if nothing can be written there."""
    file = Path(os_path.realpath(path))
    if file.is_dir() or not file.parent.is_dir():
        reason = "a folder" if file.is_dir() else f"there is no folder {file.parent}"
        raise OSError(f"path must be a file that can be written. Received: {path} ({reason}).")
    return file


def _measured(provenance):
    """Shares of the rows that ``fit_resample`` made, none where it made none."""
    if provenance is None or not provenance["synthetic"].any():
        return {}
    made = provenance[provenance["synthetic"]]
    return {
        "copies": float((made["distance"] == 0).mean()),
        "projected": float(made["projected"].mean()),
    }


def _portable(callback):
    """A copy of a callback without what one process alone can hold: open files, modules, writers.

    Keras's CSVLogger keeps its closed file, and its TensorBoard a module.
    """
    copied = copy.copy(callback)
    for name, value in vars(callback).items():
        # The model is the GAN, which comes along anyway.
        if name != "_model" and not _can_be_pickled(value):
            setattr(copied, name, None)
    return copied


def _can_be_pickled(value: Any) -> bool:
    try:
        pickle.dumps(value)
    except Exception:
        return False
    return True
