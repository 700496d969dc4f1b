"""The facts that distinguish the script of one model from that of another."""

from dataclasses import dataclass, field

from vae_core.export.torch_script.priors import STANDARD, PriorText


@dataclass(frozen=True)
class Kind:
    """The facts of one model."""

    name: str
    title: str
    paper: str
    formula: str
    terms: str  # the method
    returns: tuple[str, ...] = ("reconstruction",)
    takes: tuple[str, ...] = ()
    objective: str = "reconstruction.mean()"
    state: str = ""  # lines of __init__ after encoder and decoder
    encoder: str = ""  # lines of __init__ instead of an encoder of layers
    encode: str = ""  # the method, where it is not the family's
    methods: str = ""
    functions: str = ""
    start: str = ""
    settings: tuple[str, ...] = ()  # settings of the model that become constants
    needs_log_prior: bool = False
    needs_density: bool = False
    prior: PriorText = field(default=STANDARD)
    is_fitted: bool = False
