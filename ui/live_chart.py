"""The live view's Python half: says which run; the browser listens to its events and draws."""

from ui.assets import component
from ui.palette import class_colours
from vae_core.runs import Run

# Not isolated, because Plotly puts its style sheet into the page's head, where a shadow root does not see it.
_COMPONENT = component("live_training", "streamlit_live.js", is_isolated=False)


def live_training(run: Run, classes: int, baselines: dict[str, float], is_over: bool) -> bool:
    """Show a run as it trains; True in the one script run that follows its end.

    `baselines` are dashed lines beside the reconstruction: what they are -> nats per image.
    """
    result = _COMPONENT(
        key=f"live-{run.id}",
        data={
            "runUrl": f"/runs/{run.id}", "colours": class_colours(classes), "isOver": is_over,
            "baselines": [{"label": label, "nats": nats} for label, nats in baselines.items()],
        },
        on_ended_change=lambda: None,
    )  # fmt: skip
    return bool(result.ended)
