"""Anomaly detection with a VAE: scores, ROC curve, threshold, and the images with the highest scores."""

import streamlit as st

from dashboard.ui.charts import framed
from dashboard.ui.charts.applications import roc_curve, two_histograms
from dashboard.ui.glossary import explain
from dashboard.ui.markdown import plain
from dashboard.ui.names import data_name
from dashboard.ui.page_row import fitted, page_row
from dashboard.ui.session import find_run
from dashboard.ui.use.anomalies import (
    auroc_table,
    bundled,
    cost_when_known,
    judged,
    kl_in_parts,
    means_of_ten,
    own_runs,
)
from vae_core.measures.anomaly import SCORES, auroc, rates_at, roc, threshold_at

CHART_HEIGHT = 270

models: dict[str, int | str] = {f"{data_name('mnist')} without {digit}": digit for digit in range(10)}
models |= own_runs()
with page_row("Anomalies"):
    chosen = st.selectbox("Model", list(models), key="shown_model", bind="query-params")
    st.caption("""
    A model is trained without one class and then scores test images of all classes. The missing class should get
    higher scores. It often does not, because a likelihood also depends on how complex an image is.
    """)
form, chart, curve = st.columns([2, 3, 3], gap="medium")
with form:
    asked = models[chosen]
    try:
        judgement = bundled(asked) if isinstance(asked, int) else judged(find_run(asked))
        meanings = "; ".join(SCORES.values())
        score = st.selectbox("Score", list(judgement.scores), key="score", bind="query-params", help=meanings)
        normal, strange = judgement.split(score)
        area = auroc(normal, strange)
    except ValueError as error:
        st.error(plain(str(error)))
        st.stop()
    allowed = st.slider(
        "False positive rate (%)",
        0.0,
        100.0,
        5.0,
        0.5,
        key="alarms",
        bind="query-params",
        help="Sets the threshold: the score that this share of the normal images reaches. Higher: more anomalies are found",
    )
    threshold = threshold_at(normal, allowed / 100)
    rates = rates_at(normal, strange, threshold)
    found, alarms = float(rates.hits), float(rates.false_alarms)
    st.metric("AUROC", f"{area.value:.3f}", help=f"{explain('AUROC')} Standard error {area.standard_error:.3f}.")
    st.markdown(f"""
The threshold is **{float(threshold):.1f} nats**.
It detects **{100 * found:.0f} %** of the {len(strange):,} anomalous images
and **{100 * alarms:.1f} %** of the {len(normal):,} normal ones.
""")
histograms = two_histograms(
    normal,
    strange,
    ("trained classes", "left-out class"),
    float(threshold),
    f"{SCORES[score].partition(':')[0]} (nats)",
)
chart.plotly_chart(framed(histograms, CHART_HEIGHT))
hits, false_alarms = roc(normal, strange)
curve.plotly_chart(framed(roc_curve(false_alarms, hits, (alarms, found)), CHART_HEIGHT))

with fitted(480):
    st.image(
        judgement.picture(score),
        width="stretch",
        alt="The test images with the highest scores, each above its reconstruction",
    )
st.caption(
    "The images with the highest scores, each above its reconstruction. Badly written digits of known classes are among them."
)

if isinstance(asked, int):
    familiar = cost_when_known(asked, score)
    st.markdown(f"""
**The effect of leaving a class out.** Images of {asked} score {familiar:.0f} nats on average in models that were trained on them.
In this model they score {float(strange.mean()):.0f} nats, and the digits that it was trained on score {float(normal.mean()):.0f}.
The ROC curve depends on the difference between the last two numbers.
""")
if score == "kl" and area.value < 0.5:
    st.warning(
        f"""
**Worse than chance.** The KL divergence is the distance of a posterior from the prior, not of an image from the training
images. It has two parts. The first is half the squared distance of the mean from the origin. The second grows as the
posterior becomes narrower. {kl_in_parts(asked) if isinstance(asked, int) else ""}
An image of an unknown class resembles several known classes, so the encoder places it between them, near the origin.
There the first part is small. Alone the KL divergence is not an anomaly score.
""",
        icon=":material/warning:",
    )
elif area.value < 0.75:
    st.warning(
        """
**A weak score.** Likelihoods are known to fail as anomaly scores (Nalisnick et al. 2019). There are two reasons.
First, a likelihood also depends on the complexity of an image. A 1 is one stroke on an empty background.
A decoder that was never trained on a 1 can be wrong in few pixels, so an unknown 1 often costs no more than a known 8.
Serrà et al. (2020) therefore subtract a measure of complexity.
Second, a decoder interpolates between the classes it was trained on, so 4s and 7s are enough to reconstruct a 9.
""",
        icon=":material/warning:",
    )
with st.expander("AUROC of all ten digits", expanded=True):
    figures = {name: st.column_config.NumberColumn(format="%.3f") for score in SCORES for name in (score, f"± {score}")}
    st.dataframe(auroc_table(), hide_index=True, width="stretch", column_config=figures)
    st.caption(f"""
Mean of the ten: {means_of_ten()}.
Ten VAEs with 2 latent dimensions and a Gaussian likelihood, one training each, on the 10,000 test images; standard errors
over images (DeLong). Below 0.5 a score is worse than chance.
""")
st.page_link(
    "train.py",
    label="Train a model without one class",
    icon=":material/model_training:",
    query_params={"data": "mnist", "classes": [str(digit) for digit in range(9)]},
)
