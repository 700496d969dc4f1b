"""A run's trained model, codes and images, loaded once for all visitors, and the choice of a run that has them."""

from pathlib import Path

import streamlit as st
import torch
from torch import Tensor

from ui.images import images_or_stop
from ui.runs import choose_run
from ui.session import query
from vae_core.checkpoint import read_tensors
from vae_core.datasets import ImageSet
from vae_core.feed import Feed
from vae_core.models import Model, Posterior
from vae_core.runs import Run


def choose_ready_run(default: str) -> Run:
    """The run that the address or the list names; where it has no model yet, a word on that and the page's end."""
    run = choose_run(query("run") or default)
    if not run.is_ready:
        st.info("This run is not ready yet: it can be used when its training ends, or when you stop it.")
        st.page_link("train.py", label="Watch it train", icon=":material/model_training:", query_params={"run": run.id})
        st.stop()
    return run


def version(run: Run) -> int:
    """A number that changes with the run's weights, so that nothing is taken from a cache that they did not make."""
    return (run.path / "weights.safetensors").stat().st_mtime_ns


def model_of(run: Run) -> Model:
    """The run's model, ready to evaluate; nobody may change it."""
    return _model(str(run.path), version(run))


@st.cache_resource(max_entries=4, show_spinner=False)
def _model(path: str, changed: int) -> Model:
    return Run(Path(path)).load_model()


def codes_of(run: Run) -> dict[str, Tensor]:
    """The run's codes with labels, rows and split, as latents.safetensors has them."""
    return read_tensors(run.path / "latents.safetensors")[0]


def posterior_of(codes: dict[str, Tensor]) -> Posterior:
    """Means and log-variances of these codes; minus infinity where they are points."""
    return Posterior(codes["mean"], codes.get("log_var", torch.full_like(codes["mean"], -torch.inf)))


def feed_of(run: Run, image_set: ImageSet | None = None) -> Feed:
    """The run's images, grey and on the processor, or those of another set."""
    return Feed(image_set or images_or_stop(run.config), "grey", torch.device("cpu"))
