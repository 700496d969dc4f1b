"""Every kind of network and likelihood computes in the page what it computes in PyTorch."""

import pytest
import torch

from dashboard.ui.components.assets import asset_version
from tests.support.trained_runs import trained
from vae_core.datasets import load_for
from vae_core.models import Batch

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LIKELIHOODS = {
    "bernoulli": {"likelihood": "bernoulli"},
    "continuous_bernoulli": {"likelihood": "continuous_bernoulli"},
    **{
        f"gaussian_{scale}": {"likelihood": "gaussian", "scale": scale}
        for scale in ("fixed", "learned", "optimal", "per_pixel")
    },
}
MODELS = {"vae": {}, "autoencoder": {}, "pca": {"likelihood": "gaussian"}, "conditional_vae": {}, "iwae": {}}
COMPUTE = """async ([version, run, z, images, shape, label]) => {
  const { openDecoder, openEncoder } = await import(`/assets/${version}/js/run/decoder.js`);
  const decoder = await openDecoder(`/runs/${run}/decoder.onnx`);
  const encoder = await openEncoder(`/runs/${run}/encoder.onnx`);
  decoder.setLabel(label);
  encoder.setLabel(label);
  const { mean, logVar } = await encoder.encode(Float32Array.from(images), shape);
  const decoded = await decoder.decode(Float32Array.from(z), shape[0]);
  return { images: Array.from(decoded.data), mean: Array.from(mean.data), logVar: logVar && Array.from(logVar.data) };
}"""


NETWORKS = {"dense": [16], "conv": [4, 8, 16]}
KINDS = [
    {"network": network, "hidden": hidden} | own for network, hidden in NETWORKS.items() for own in LIKELIHOODS.values()
]
KINDS += [{"model": model} | own for model, own in MODELS.items()]


def words(settings):
    return "-".join(str(value) for value in settings.values() if not isinstance(value, list))


@pytest.fixture(scope="module")
def runtime(app, browser):
    """A page of the app that has ONNX Runtime once for all kinds: to compile it takes the browser a second."""
    opened = browser.new_page()
    opened.goto(f"{app}/healthz")
    yield opened
    opened.close()


@pytest.mark.parametrize("settings", KINDS, ids=words)
def test_the_browser_encodes_and_decodes_as_pytorch_does(runtime, runs_folder, settings):
    run = trained(runs_folder, words(settings), **settings)
    model, images = run.load_model(), load_for(run.config).images[:4].float() / 255
    z = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))
    label = torch.full((4,), 7)
    given = [asset_version(), run.id, z.flatten().tolist(), images.flatten().tolist(), list(images.shape), 7]
    found = runtime.evaluate(COMPUTE, given)
    batch = Batch(images, images, label, torch.Generator())
    with torch.no_grad():
        wanted = {"images": model.decode(z, label), "mean": model.embed(batch)}
        if found["logVar"]:
            wanted["logVar"] = model.posterior(batch).log_var
    for name, values in wanted.items():
        theirs = torch.tensor(found[name])
        assert (theirs - values.flatten()).abs().max() <= 1e-5 * max(1.0, float(values.abs().max())), name
