"""The training of a run as a PyTorch script or as a notebook, with the changes that were made while it trained."""

from vae_core.export.torch_script.script import Course, notebook, script
from vae_core.files import DamagedRun
from vae_core.runs.history import changes_in_force, config_after
from vae_core.runs.run import Run
from vae_core.training.batches import EVALUATION_BATCH


def course_of(run: Run) -> Course:
    """The images, the steps and the settings in force of a run. Raises a DamagedRun where it took no step or still trains."""
    if not run.is_over:
        raise DamagedRun(f"run {run.id} is {run.summary.status}; its script can be made when it has ended")
    if origin := run.config.start_from:
        raise ValueError(
            f"run {run.id} started from the weights of run {origin}, which a script does not have; export that run's script"
        )
    if run.config.layers is not None:
        raise ValueError(
            f"the network of run {run.id} was imported, and a script has no template for it; export ONNX files"
        )
    steps = run.summary.steps or run.reached
    if not steps:
        raise DamagedRun(f"run {run.id} took no step; train it first")
    pieces = [(0, run.config)]
    for event in changes_in_force(run.events()):
        if event["step"] < steps:
            pieces.append((event["step"], config_after(pieces[-1][1], event)))
    return Course(run.trained_on.train, steps, EVALUATION_BATCH, tuple(pieces))


def script_of(run: Run) -> str:
    """The training of `run` as a Python file that needs PyTorch only. Raises a ValueError for what has no template."""
    return script(course_of(run), run.id)


def notebook_of(run: Run) -> str:
    """The same training as a Jupyter notebook."""
    return notebook(course_of(run), run.id)
