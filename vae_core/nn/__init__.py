"""The parts of a model: networks, likelihoods, priors, losses; knows no model."""
