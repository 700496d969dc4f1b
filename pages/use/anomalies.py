"""Can a model tell that it never saw an image's like? Scores, ROC, threshold, the strangest images."""

import streamlit as st

from dashboard.ui.charts.applications import roc_curve, two_histograms
from dashboard.ui.glossary import explain
from dashboard.ui.session import find_run
from dashboard.ui.use.anomalies import auroc_table, bundled, cost_when_known, judged, own_runs
from vae_core.measures.anomaly import SCORES, auroc, rates_at, roc, threshold_at

st.title("Anomalies")
st.write(
    "A model is trained without one class, and then shown all of them. Is what it never saw stranger to it than what it knows? "
    "It need not be: a likelihood also counts how much there is to draw."
)

models: dict[str, int | str] = {f"mnist without {digit}": digit for digit in range(10)}
models |= own_runs()
form, chart, curve = st.columns([2, 3, 3], gap="medium")
with form:
    chosen = st.selectbox("Model", list(models), key="shown_model", bind="query-params")
    asked = models[chosen]
    try:
        seen = bundled(asked) if isinstance(asked, int) else judged(find_run(asked))
        score = st.selectbox(
            "Score", list(seen.scores), key="score", bind="query-params",
            help="; ".join(SCORES.values()),
        )  # fmt: skip
        normal, strange = seen.split(score)
        area = auroc(normal, strange)
    except ValueError as error:
        st.error(str(error))
        st.stop()
    allowed = st.slider(
        "Threshold: false alarms (%)", 0.0, 100.0, 5.0, 0.5, key="alarms", bind="query-params",
        help="An image counts as strange from the score that this share of the normal images reaches.",
    )  # fmt: skip
    threshold = threshold_at(normal, allowed / 100)
    rates = rates_at(normal, strange, threshold)
    found, alarms = float(rates.hits), float(rates.false_alarms)
    st.metric("AUROC", f"{area.value:.3f}", help=f"{explain('AUROC')} Standard error {area.standard_error:.3f}.")
    st.markdown(
        f"From **{float(threshold):.1f} nats** on: **{100 * found:.0f} %** of {len(strange):,} strange images are found, "
        f"with **{100 * alarms:.1f} %** of {len(normal):,} normal ones."
    )
chart.plotly_chart(
    two_histograms(
        normal, strange, ("seen in training", "left out"), float(threshold), f"{SCORES[score].partition(':')[0]} (nats)"
    )
)
hits, false_alarms = roc(normal, strange)
curve.plotly_chart(roc_curve(false_alarms, hits, (alarms, found)))

if isinstance(asked, int):
    familiar = cost_when_known(asked, score)
    st.markdown(
        f"**What being unknown costs.** To models that know {asked} its images score {familiar:.0f} nats on average, to this one "
        f"{float(strange.mean()):.0f}. But the digits that it does know score {float(normal.mean()):.0f}: what is left of the "
        f"distance is all that the ROC can use."
    )
if score == "kl" and area.value < 0.5:
    st.warning(
        "**Worse than chance.** The KL says how precisely the encoder places an image. Unknown images are placed "
        "carelessly, near the middle and widely, so their KL is low: alone it is no anomaly score.",
        icon=":material/warning:",
    )
elif area.value < 0.7:
    st.warning(
        "**Close to chance, or worse: the known failure of likelihoods as anomaly scores** (Nalisnick et al. 2019), for two "
        "reasons. A likelihood also counts how much there is to draw: a 1 is one stroke on an empty ground, so a decoder that "
        "never saw one has few pixels to be wrong about, and an unknown 1 costs no more than a known 8 (Serrà et al. 2020 "
        "subtract an image's complexity). And a decoder draws what lies between the classes it knows: a 9 comes out well from "
        "4s and 7s.",
        icon=":material/warning:",
    )
st.subheader("The strangest images by this score")
st.image(seen.picture(score), width="stretch", alt="The strangest test images, each with its reconstruction below")
st.caption(
    "Each with its reconstruction below it, the strangest first. Known classes are among them, where they are badly written."
)

with st.expander("All ten digits", expanded=True):
    figures = {name: st.column_config.NumberColumn(format="%.3f") for score in SCORES for name in (score, f"± {score}")}
    st.dataframe(auroc_table(), hide_index=True, width="stretch", column_config=figures)
    st.caption(
        "AUROC of ten VAEs of 2 latents on the 10,000 test images, with standard errors over images (DeLong); one training each. "
        "Below 0.5 the score is worse than chance."
    )
st.page_link(
    "train.py", label="Train your own without a class", icon=":material/model_training:",
    query_params={"data": "mnist", "classes": [str(digit) for digit in range(9)]},
)  # fmt: skip
