"""Anomaly detection with a VAE: scores, threshold, histogram, ROC curve, and the images with the highest scores."""

import streamlit as st

from dashboard.ui.addresses import end_page
from dashboard.ui.charts.applications import roc_curve, two_histograms
from dashboard.ui.glossary import explain
from dashboard.ui.markdown import plain
from dashboard.ui.names import data_name
from dashboard.ui.page_row import filling, page_row
from dashboard.ui.session import find_run
from dashboard.ui.use.anomalies import (
    auroc_table,
    bundled,
    cost_when_known,
    judged,
    means_of_ten,
    own_runs,
    why_weak,
)
from vae_core.measures.anomaly import SCORES, auroc, rates_at, roc, threshold_at

models: dict[str, int | str] = {f"{data_name('mnist')} without {digit}": digit for digit in range(10)}
models |= own_runs()
with page_row("Anomalies"):
    chosen = st.selectbox("Model", list(models), key="shown_model", bind="query-params")
    st.caption("""
    A model is trained without one class and then scores test images of all classes. The missing class should get
    higher scores. It often does not, because a likelihood also depends on how complex an image is.
    """)
    with st.popover("All ten digits", icon=":material/table_chart:", help="AUROC of the ten bundled models"):
        shown = {
            name: st.column_config.NumberColumn(format="%.3f") for score in SCORES for name in (score, f"± {score}")
        }
        st.dataframe(auroc_table(), hide_index=True, width=620, column_config=shown)
        st.caption(f"""
Mean of the ten: {means_of_ten()}.
Ten VAEs with 2 latent dimensions and a Gaussian likelihood, one training each, on the 10,000 test images; standard errors
over images (DeLong). Below 0.5 a score is worse than chance.
""")
    st.page_link(
        "train.py",
        label="Train without a class",
        icon=":material/model_training:",
        query_params={"data": "mnist", "classes": [str(digit) for digit in range(9)]},
    )
form, figures, highest = st.columns([2, 4, 3], gap="medium")
with form:
    asked = models[chosen]
    try:
        judgement = bundled(asked) if isinstance(asked, int) else judged(find_run(asked))
        meanings = "; ".join(SCORES.values())
        names = {name: meaning.partition(":")[0] for name, meaning in SCORES.items()}
        score = st.selectbox(
            "Score", list(judgement.scores), 0, names.__getitem__, "score", meanings, bind="query-params"
        )
        normal, strange = judgement.split(score)
        area = auroc(normal, strange)
    except ValueError as error:
        st.error(plain(str(error)))
        end_page()
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
    st.markdown(f"""
The threshold is **{float(threshold):.1f} nats**.
It detects **{100 * found:.0f} %** of the {len(strange):,} anomalous images
and **{100 * alarms:.1f} %** of the {len(normal):,} normal ones.
""")
    st.metric("AUROC", f"{area.value:.3f}", help=f"{explain('AUROC')} Standard error {area.standard_error:.3f}.")
    if reason := why_weak(score, area.value, asked):
        with st.popover(reason.title, icon=":material/warning:", help="The reason"):
            st.markdown(reason.words)
    if isinstance(asked, int):
        with st.popover("Effect of leaving a class out", icon=":material/info:"):
            st.markdown(f"""
Images of {asked} score {cost_when_known(asked, score):.0f} nats on average in models that were trained on them.
In this model they score {float(strange.mean()):.0f} nats, and the digits that it was trained on score {float(normal.mean()):.0f}.
The ROC curve depends on the difference between the last two numbers.
""")
with figures:
    axis = f"{names[score]} (nats)"
    parts = ("trained classes", "left-out class")
    st.plotly_chart(two_histograms(normal, strange, parts, float(threshold), axis), height="stretch")
    hits, false_alarms = roc(normal, strange)
    st.plotly_chart(roc_curve(false_alarms, hits, (alarms, found)), height="stretch")
with highest:
    words = "The test images with the highest scores, each above its reconstruction"
    filling("highest").image(judgement.picture(score), width="stretch", alt=words)
    st.caption(f"{words}. Badly written digits of known classes are among them.")
