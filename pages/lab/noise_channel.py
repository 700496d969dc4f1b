"""Lesson: two words as two numbers, and the information that a noisy channel carries."""

from math import log

from dashboard.ui.components.lesson_picture import MovingControl
from dashboard.ui.lab.lesson import Lesson
from vae_core.theory.noise_channel import information, two_word_accuracy, two_word_information

CONTROLS = (
    MovingControl("shown_noise", "Standard deviation of the noise", 0.001, 10.0, 0.05, 0.01, is_log=True),
    MovingControl("distance", "Distance between the two words", 0.001, 10.0, 0.05, 0.01, is_log=True),
)
lesson = Lesson("noise_channel")
lesson.then_move(shown_noise=0.005, distance=0.01)
lesson.predict(right=two_word_accuracy(0.01, 0.005))
sd, distance = lesson.values(*CONTROLS).values()
found = {"accuracy": two_word_accuracy(distance, sd), "carried": information(sd)}
lesson.show_moving("noise_channel", CONTROLS, distance=distance, sd=sd, **found)
lesson.result(one_bit=log(2), arrived=two_word_information(distance, sd), distance=distance, sd=sd)
lesson.equation(two_word_accuracy, "return")
lesson.try_next("map.py", {"run": "mnist-vae-2d"}, at_one=information(1.0))
