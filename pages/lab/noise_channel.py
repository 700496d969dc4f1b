"""Bits through a noisy channel: two words as two numbers, and noise that makes one sound like the other."""

from math import exp, log

import streamlit as st

from dashboard.ui.charts.channel import channel_figure
from dashboard.ui.lab.lesson import Lesson, Question
from vae_core.theory.noise_channel import information, two_word_accuracy, two_word_information

lesson = Lesson(
    "noise_channel",
    "Say that 5.43 means *apple* and 5.44 means *banana*. Without noise a single number carries as many words as you "
    "like; "
    "with noise, close words are confused. An encoder can speak louder (words apart) or clearer (less noise): both "
    "cost KL.",
)
right = two_word_accuracy(0.01, 0.005)
lesson.predict(
    Question(
        "The words are 0.01 apart and the noise has a standard deviation of 0.005. How often is the right one "
        "understood?",
        ("50 %, a coin's luck", "84 %", "99.9 %"),
        "84 %",
        "It goes wrong when the noise carries the number more than half the way, 0.005, to the other word: one "
        "standard "
        f"deviation, on one side. So {right:.4f} of them are right.",
    )
)
noises = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
with lesson.controls:
    sd = st.select_slider("Noise of the channel, sd", noises, 0.01, key="shown_noise", bind="query-params")
    distance = st.select_slider("Distance of the two words", noises, 0.01, key="distance", bind="query-params")
accuracy, carried = two_word_accuracy(distance, sd), information(sd)
lesson.show(
    channel_figure(distance, sd),
    f"Two words {distance:g} apart, heard through noise of standard deviation {sd:g}: {accuracy:.1%} are understood "
    "rightly. "
    f"A number between 0 and 10 carries {carried:.3f} nats through this channel.",
)
lesson.picture.markdown(
    f"Understood rightly: **{accuracy:.2%}**; of the {log(2):.4f} nats (one bit) that choosing a word makes, "
    f"{two_word_information(distance, sd):.4f} arrive. Any number between 0 and 10 carries **{carried:.3f} nats**, "
    "as much as "
    f"{exp(carried):.1f} words that are never confused."
)
lesson.equation(
    r"P(\text{right}) = \Phi\!\left(\frac{\text{distance}}{2\sigma}\right) \\[4pt]"
    r"I(X;Y) = h(Y) - \tfrac12\log 2\pi e\sigma^2",
    information,
    "return",
)
lesson.try_next(
    f"Set the noise to 1, as the prior has it: even the whole range from 0 to 10 carries only {information(1.0):.3f} "
    "nats, not three "
    "words. A latent dimension that is not worth its price ends there: its posterior's sd rises to 1, and it carries "
    "nothing.",
    "map.py",
    "See the posterior's sd of real digits on the map",
    run="mnist-vae-2d",
)
