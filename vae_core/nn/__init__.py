"""The parts of a model: networks, likelihoods, priors, losses. Nothing here imports a model."""
