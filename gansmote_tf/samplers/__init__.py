"""Over-samplers of whole tables: with GANs, and from frequencies alone."""

from gansmote_tf.samplers.gansmote import GANSMOTE
from gansmote_tf.samplers.marginal import MarginalOverSampler
from gansmote_tf.samplers.translation import TranslationOverSampler

__all__ = ["GANSMOTE", "MarginalOverSampler", "TranslationOverSampler"]
