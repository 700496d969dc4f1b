"""The import of a model of another program on the Runs page."""

import streamlit as st

from dashboard import jobs
from dashboard.ui.markdown import error_for_page, plain
from dashboard.ui.own_sets import data_titles
from dashboard.ui.session import person
from vae_core.foreign.found_model import IMPORT_ACTIVATIONS, OUTPUTS, ModelChoices
from vae_core.foreign.model_files import MODEL_ENDINGS, MOST_MODEL_BYTES

_LONGEST = 2000  # characters of the statements about layers
_DETECT = ""  # the choice that leaves it to the file, and to the images


def import_model_files() -> None:
    """Shows the upload of a model with the few choices that a file may not name; then its mapping, or why it is refused."""
    with st.expander("Import a model of another program", icon=":material/upload_file:"):
        if imported := st.session_state.pop("imported_model", None):
            _show_imported(*imported)
        files = st.file_uploader(
            "Weights of a VAE, or an ONNX decoder with or without its encoder",
            [ending.removeprefix(".") for ending in MODEL_ENDINGS],
            accept_multiple_files=True,
            max_upload_size=MOST_MODEL_BYTES // 1_000_000,
            key=f"import-model-{_imported_models()}",
            help="A state_dict of PyTorch, a safetensors file, or ONNX; dense layers and convolutions. No code in it is run.",
        )
        titles = {_DETECT: "Detect from the image size", **data_titles()}
        with st.container(horizontal=True):
            data = st.selectbox(
                "Images",
                list(titles),
                format_func=titles.__getitem__,
                help="The data set whose images the map shows and encodes. Yours are listed, but not found from the size.",
            )
            activation = st.selectbox(
                "Activation",
                [_DETECT, *IMPORT_ACTIVATIONS],
                format_func=_choice,
                help="The function between the layers; a file of weights may not name it.",
            )
            output = st.selectbox(
                "Output",
                [_DETECT, *OUTPUTS],
                format_func=_choice,
                help="How the numbers of the decoder's last layer become grey values.",
            )
        layers = st.text_input(
            "Strides and paddings",
            max_chars=_LONGEST,
            placeholder="decoder.0 stride=2 padding=1; decoder.3 activation=none",
            help="A file of weights does not name them. Empty: those with which the sizes fit; the result lists them.",
        )
        if st.button("Import model", icon=":material/upload_file:", disabled=not files, key="import-model"):
            _import([(file.name, file.getbuffer()) for file in files], ModelChoices(data, activation, output, layers))


def _choice(name: str) -> str:
    return name.replace("_", " ") or "Detect from the file"


def _imported_models() -> int:
    return int(st.session_state.get("imported models", 0))


def _import(files: list[tuple[str, bytes | memoryview]], choices: ModelChoices) -> None:
    try:
        with st.spinner("Reading, mapping and checking the model"):
            found = jobs.import_model_for(person(), files, choices)
    except (ValueError, OSError) as error:
        st.error(plain(error_for_page(error)))
        return
    st.session_state["imported_model"] = (found.run.id, found.mapping, found.notes)
    st.session_state["imported models"] = (
        _imported_models() + 1
    )  # an empty uploader, so that a second press imports nothing
    st.rerun()


def _show_imported(run_id: str, mapping: tuple[str, ...], notes: tuple[str, ...]) -> None:
    """Shows what the layers of the last imported model were taken for, with a link to its map."""
    st.success(f"Imported as run {run_id[:6]}. " + " ".join(map(plain, notes)), icon=":material/check:")
    st.caption(" · ".join(map(plain, mapping)))
    st.page_link("map.py", label="Open latent map", icon=":material/explore:", query_params={"run": run_id})
