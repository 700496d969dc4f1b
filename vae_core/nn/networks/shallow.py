"""A network without hidden layers."""

from vae_core.nn.networks.dense import Dense
from vae_core.nn.networks.network import Shape


class Shallow(Dense):
    """One dense layer each way; it ignores `hidden`, because its only units are the code."""

    @classmethod
    def sizes_for(cls, hidden: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
        return ()
