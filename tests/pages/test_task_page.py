"""Tasks: composed on their page, and followed by a student to Train, the map and a lesson."""

from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.ui.task import restore_task
from tests.support.pages import asking, cockpit_of, component_data, opened, press_train
from vae_core.runs.library import about
from vae_core.runs.run import list_runs

TASK = {"title": "Beta and blur", "note": "Which digits become *blurred*?"}


def words(app):
    return " ".join(element.value for element in [*app.title, *app.markdown, *app.caption])


def labels(app):
    found = [*app.selectbox, *app.number_input, *app.toggle, *app.text_input, *app.multiselect, *app.button_group]
    return {widget.label for widget in found}


def link_of(app):
    """The page and the parameters of the link that the page has composed."""
    parts = urlsplit(component_data(app, "address_box")["address"])
    return parts.path, parse_qs(parts.query)


def set_state(app, control, state):
    """Chooses what students may do with a control."""
    next(group for group in app.button_group if group.label == f"{control}: students").set_value(state).run()
    assert not app.exception


def test_a_new_link_opens_train_with_all_controls_free(runs):
    assert link_of(opened("task")) == ("/train", {"data": ["mnist"], "model": ["vae"]})


def test_two_controls_are_locked_and_one_hidden(runs):
    app = opened("task")
    next(box for box in app.number_input if box.label == "Beta").set_value(4.0).run()
    for control, state in (("Beta", "Locked"), ("Latent dimensions", "Locked"), ("Model", "Hidden")):
        set_state(app, control, state)
    app.text_input[0].set_value("Blur").run()
    path, address = link_of(app)
    assert path == "/train"
    assert address["lock"] == ["latent_dim:2", "beta:4"]
    assert address["hide"] == ["model:vae"]
    assert address["title"] == ["Blur"]


@pytest.mark.parametrize(
    ("page", "address"),
    [
        (
            "train",
            {"data": "digits", "lock": ["seconds:12", "beta:0.5"], "hide": ["learning_rate:0.002", "more"], **TASK},
        ),
        ("train", {"data": "sprites", "model": "vae", "lock": ["classes:", "hidden:32,16", "epochs:3"]}),
        ("map", {"lock": ["run:mnist-vae-2d", "layers:points,grid"], "hide": ["beside"], **TASK}),
        ("kl", TASK),
    ],
)
def test_the_form_s_own_address_gives_the_same_link_again(page, address, runs):
    app = opened("task", opens=page, **address)
    assert not app.exception
    first = link_of(app)
    again = opened("task", **app.query_params)
    assert link_of(again) == first
    assert first[0] == f"/{page}"
    asked = {name: [value] if isinstance(value, str) else value for name, value in address.items()}
    for name in ("title", "note"):
        assert first[1].get(name) == asked.get(name)
    for name in ("lock", "hide"):
        assert sorted(first[1].get(name, [])) == sorted(entry.rstrip(":") for entry in asked.get(name, []))


def test_an_address_that_the_form_wrote_some_changes_ago_undoes_nothing(runs):
    app = opened("task", data="digits")
    before = dict(app.query_params)
    set_state(app, "Beta", "Locked")
    app.query_params.clear()
    app.query_params.update(before)  # as a browser sends it that has not followed yet
    set_state(app, "Model", "Hidden")
    assert (link_of(app)[1]["lock"], link_of(app)[1]["hide"]) == (["beta:1"], ["model:vae"])


def test_another_address_starts_the_form_again(runs):
    app = opened("task", data="digits", lock="beta:3")
    app.query_params.clear()
    app.query_params.update({"opens": "train", "data": "mnist", "lock": "beta:7"})
    app.run()
    assert link_of(app)[1] == {"data": ["mnist"], "model": ["vae"], "lock": ["beta:7"]}


def test_values_that_do_not_go_together_are_explained_and_give_no_link(runs):
    app = opened("task", data="digits", latent_dim="2", seconds="0")
    assert "seconds is 0" in app.error[0].value
    with pytest.raises(StopIteration):
        component_data(app, "address_box")


def test_a_locked_control_shows_a_lock_and_its_value_and_a_hidden_one_is_absent(runs, submitted):
    app = opened("train", data="digits", lock=["latent_dim:3", "beta:4"], hide=["model:vae", "network:dense"], **TASK)
    assert not app.exception
    assert not app.error
    shown = words(app)
    assert ":material/lock: Latent dimensions 3" in shown
    assert "Given by your teacher" in shown
    assert r"Which digits become \*blurred\*\?" in shown
    assert not {"Latent dimensions", "Model", "Network"} & labels(app)
    assert {"Images", "Seconds", "Learning rate"} <= labels(app)
    kl_weight = {"fixedSd": None, "hasEffectiveBeta": True}
    assert cockpit_of(app)["form"] == {"beta": 4.0, "canTrain": True, "betaControl": "locked", "klWeight": kl_weight}
    press_train(app, beta=9.0)  # whatever a browser sends
    assert (submitted[0].latent_dim, submitted[0].beta, submitted[0].model) == (3, 4.0, "vae")


def test_a_locked_beta_cannot_be_steered(runs, submitted):
    app = asking(opened("train", data="digits", lock="beta:4"), ("beta", 9.0))
    assert "set by your teacher" in cockpit_of(app)["note"]
    assert "beta" not in app.query_params


def test_the_hidden_drawer_keeps_its_settings_and_offers_nothing_that_changes_them(runs, submitted):
    app = opened("train", data="digits", hide="more", learning_rate="0.002", hidden="32")
    assert not app.exception
    assert labels(app) <= {"Images", "Model", "Latent dimensions", "Seconds"}
    assert not any(button.label == "400-200-400" for button in app.button)
    press_train(app)
    assert (submitted[0].learning_rate, submitted[0].hidden) == (0.002, (32,))


def test_a_locked_length_in_epochs_trains_without_a_time_limit(runs, submitted):
    press_train(opened("train", data="digits", lock="epochs:7"))
    assert (submitted[0].epochs, submitted[0].seconds) == (7, 0.0)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"lock": "latent_dim:two"}, "it must be a whole number"),
        ({"lock": "latent_dim:0"}, "it must be at least 1"),
        ({"hide": "model:none"}, "unknown model"),
        ({"lock": "colour:red"}, "no control"),
        ({"title": "x" * 99}, "1 to 60 visible characters"),
    ],
)
def test_a_wrong_link_to_train_is_explained_and_the_control_stays_free(address, expected, runs):
    app = opened("train", **address)
    assert not app.exception
    assert expected in app.error[0].value.replace("\\", "").lower()
    assert "ask your teacher for a new link" in app.error[0].value
    assert {"Latent dimensions", "Model"} <= labels(app)


def map_data(app):
    return component_data(app, "latent_map")


def test_the_map_opens_with_the_run_and_the_layers_of_the_link(runs):
    app = opened("map", lock=["run:mnist-ae-2d", "layers:points,grid"], hide="beside", **TASK)
    assert not app.exception
    assert not {"Run", "Compare with"} & labels(app)
    assert ":material/lock: MNIST" in words(app)
    assert (map_data(app)["layers"], map_data(app)["layersControl"]) == (["points", "grid"], "locked")


def test_the_map_without_a_link_is_free(runs):
    assert map_data(opened("map", run="mnist-vae-2d"))["layersControl"] == "free"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"lock": "layers:points,mist"}, "no layer 'mist'"),
        ({"lock": "run:nobody"}, "not found"),
        ({"hide": "z"}, "no control"),
    ],
)
def test_a_wrong_link_to_the_map_is_explained(address, expected, runs):
    app = opened("map", **address)
    assert not app.exception
    assert any(expected in error.value.replace("\\", "").lower() for error in app.error)


def test_another_run_keeps_the_task_in_the_address(runs):
    app = opened("map", hide="layers:points", **TASK)
    app.selectbox[0].select("mnist-vae-10d").run()
    assert app.query_params["hide"] in ("layers:points", ["layers:points"])
    assert "Beta and blur" in words(app)


def test_a_lesson_shows_title_and_note(runs):
    app = opened("lab/kl", **TASK)
    assert not app.exception
    assert "Beta and blur" in words(app)
    wrong = opened("lab/kl", lock="beta:1")
    assert "This page has no control" in wrong.error[0].value.replace("\\", "")


@pytest.mark.slow
def test_a_task_stays_while_pages_change_until_it_is_left(runs, submitted):
    app = opened("train", data="digits", lock="beta:4", **TASK)
    visit(app, "map.py")
    assert r"**Beta and blur**" in words(app)
    visit(app, "train.py")
    assert cockpit_of(app)["form"]["betaControl"] == "locked"
    assert app.query_params["data"] in ("digits", ["digits"])
    press_train(app)
    (run,) = list_runs(runs)
    assert about(run).title == f"Beta and blur · {run.id[:6]}"
    visit(app, "train.py", data="mnist")
    assert cockpit_of(app)["form"]["betaControl"] == "locked", "a link to other settings keeps the lock"
    next(button for button in app.button if button.label == "Leave the task").click().run()
    assert cockpit_of(app)["form"]["betaControl"] == "free"
    assert "lock" not in app.query_params
    visit(app, "map.py")
    assert "Beta and blur" not in words(app)


def test_a_task_outlives_the_session_and_a_text_that_is_none_ends_it(runs):
    task = tab_task_of(opened("train", data="digits", lock="beta:4", **TASK))
    app = opened("map")
    assert tab_task_of(app) is None
    restore(app, task)
    assert r"**Beta and blur**" in words(app)
    assert tab_task_of(app) == task
    visit(app, "train.py")
    assert cockpit_of(app)["form"]["betaControl"] == "locked"
    for text in ("", "{", "[1, 2]", '["runs", {"lock": ["beta:4"]}]', '["train", {"lock": 4}]', "[" * 5000):
        app = opened("map")
        restore(app, text)
        assert tab_task_of(app) == "", text
        assert "Back to the task" not in [link.proto.label for link in app.get("page_link")]


def tab_task_of(app):
    """The task that the browser gets to keep."""
    return component_data(app, "display")["task"]


def restore(app, text):
    """Runs the page once more, as if the browser had returned a task in between."""
    with patch("dashboard.ui.components.display.tab_task", lambda: restore_task(text)):
        app.run()
    app.run()
    assert not app.exception


def visit(app, page, **address):
    """Opens another page of the same session, as a link does."""
    app.query_params.clear()
    app.query_params.update(address)
    app.switch_page(page).run()
    assert not app.exception


def test_a_run_can_be_made_into_a_link(runs):
    app = opened("map", run="mnist-ae-2d")
    link = next(link.proto for link in app.get("page_link") if link.proto.label.startswith("Make a task with"))
    assert "opens=train" in link.query_string
    assert "model=autoencoder" in link.query_string
