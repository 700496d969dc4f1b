"""The values of steered settings, from the events of a training."""

from vae_core.config import RunConfig
from vae_core.runs.history import final_config, steered_values


def event(name, serial, step, value):
    return {"event": name, "serial": serial, "step": step, "value": value}


def test_each_changed_setting_has_its_values_in_turn_and_others_are_left_out():
    config = RunConfig(data="digits", learning_rate=1e-3)
    events = [
        event("beta", 1, 5, 4.0),
        event("pause", 2, 6, None),
        event("beta", 3, 9, 4.0),
        event("beta", 4, 10, 20.0),
    ]
    assert steered_values(config, events) == {"beta": [1.0, 4.0, 20.0]}
    assert final_config(config, events).beta == 20.0


def test_a_change_to_the_same_value_is_no_change():
    assert steered_values(RunConfig(data="digits"), [event("beta", 1, 5, 1.0)]) == {}
