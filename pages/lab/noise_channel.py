"""Lesson: two words as two numbers, and the information that a noisy channel carries."""

from math import exp, log

import streamlit as st

from dashboard.ui.charts.channel import channel_figure
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.noise_channel import information, two_word_accuracy, two_word_information

lesson = Lesson("noise_channel")
lesson.then_show(shown_noise=0.005, distance=0.01)
lesson.predict(right=two_word_accuracy(0.01, 0.005))
SIZES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
with lesson.controls:
    sd = st.select_slider("Standard deviation of the noise", SIZES, 0.01, key="shown_noise", bind="query-params")
    distance = st.select_slider("Distance between the two words", SIZES, 0.01, key="distance", bind="query-params")
accuracy, carried = two_word_accuracy(distance, sd), information(sd)
lesson.show(channel_figure(distance, sd), distance=distance, sd=sd, accuracy=accuracy, carried=carried)
lesson.result(
    accuracy=accuracy,
    one_bit=log(2),
    arrived=two_word_information(distance, sd),
    carried=carried,
    words=exp(carried),
)
lesson.equation(two_word_accuracy, "return")
lesson.try_next("map.py", {"run": "mnist-vae-2d"}, at_one=information(1.0))
