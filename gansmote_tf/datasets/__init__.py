"""Tables to work on: the petrography data, CSV files, OpenML, and made-up one-hot tables."""

from gansmote_tf.datasets.csv_files import load_csv
from gansmote_tf.datasets.hashing import data_hash
from gansmote_tf.datasets.openml import load_openml
from gansmote_tf.datasets.petrography import PETROGRAPHY_TARGET, load_petrography
from gansmote_tf.datasets.synthetic import make_one_hot

__all__ = [
    "PETROGRAPHY_TARGET",
    "data_hash",
    "load_csv",
    "load_openml",
    "load_petrography",
    "make_one_hot",
]
