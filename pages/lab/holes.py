"""Lesson: the aggregate posterior beside the prior, samples of the prior that fall into holes, and learned priors."""

import streamlit as st

from dashboard.ui.charts.latents import holes_figure, priors_figure
from dashboard.ui.lab.bundled_runs import bundled_model, holes_of, training_posterior
from dashboard.ui.lab.lesson import Lesson
from dashboard.ui.lab.lesson_runs import prior_planes
from dashboard.ui.lab.studies import negative_elbo, over_seeds, share_in_holes
from dashboard.ui.pictures import decoded_rows
from vae_core.measures.holes import aggregate_log_density, find_holes

RUN, FEW, FACTOR, COUNT = "mnist-vae-2d", 2000, 10.0, 200
PRIORS = {"standard": "N(0, I)", "gaussian": "full Gaussian", "mixture": "mixture of 10", "vamp": "VampPrior"}
VIEWS = ("One prior", "Four priors")
lesson = Lesson("holes")
images = len(training_posterior(RUN).mean)
lesson.then_show(temperature=1.0, shown_view=VIEWS[0])


def found() -> dict[str, float]:
    """The rate and its parts, and the shares of samples in holes."""
    holes = holes_of(RUN, FEW, FACTOR)
    return {"usual": holes.usual, "few_share": holes.few, **holes.parts._asdict()}


lesson.predict(found, images=images, few=FEW)
known = holes_of(RUN, FEW, FACTOR)
with lesson.controls:
    view = st.segmented_control("Figure", VIEWS, default=VIEWS[0], required=True, key="shown_view", bind="query-params")
if view == VIEWS[1]:
    shares, bounds = over_seeds("priors", share_in_holes), over_seeds("priors", negative_elbo)
    planes = prior_planes(COUNT, FACTOR)
    with lesson.controls:
        shown = st.selectbox("Open on the map", PRIORS, 3, PRIORS.__getitem__, key="opened_prior", bind="query-params")
        st.page_link(
            "map.py", label="Show this prior", icon=":material/explore:", query_params={"run": f"digits-prior-{shown}"}
        )
    titles = [f"{PRIORS[prior]}: {shares[prior].middle:.0%}" for prior in planes]
    lesson.show(priors_figure(planes, titles), None, "Alt text of priors", count=COUNT, titles=", ".join(titles))
    lesson.picture.table(
        {
            "prior": list(PRIORS.values()),
            "samples in holes": [f"{shares[prior]:.0%}" for prior in PRIORS],
            "-ELBO, test images": [f"{bounds[prior]:.2f}" for prior in PRIORS],
        }
    )
    lesson.picture.markdown(lesson.text("Result of priors", images=len(planes["standard"].codes)))
else:
    with lesson.controls:
        temperature = st.slider(
            "Temperature (sd of the samples)", 0.2, 2.0, 1.0, 0.1, key="temperature", bind="query-params"
        )
        seed = st.slider("Random seed of the samples", 0, 20, 0, key="shown_seed", bind="query-params")
    samples = find_holes(known.posterior, COUNT, temperature, FACTOR, seed)
    holes = int(samples.is_hole.sum())
    lesson.show(
        holes_figure(known.side, known.ratio, samples, FACTOR), count=COUNT, temperature=temperature, holes=holes
    )
    decoded = {"outside holes": ~samples.is_hole, "in holes": samples.is_hole}
    for place, (words, chosen) in zip(lesson.picture.columns(2), decoded.items(), strict=True):
        place.image(
            decoded_rows(bundled_model(RUN), [samples.codes[chosen]]),
            width="stretch",
            caption=f"decoded samples {words}",
            alt=f"The first decoded samples {words}",
        )
    lesson.result(count=COUNT, share=samples.share, images=images, **found())
lesson.equation(aggregate_log_density, "parts.append")
lesson.try_next("train.py", {"prior": "vamp"})
