"""The images of a script: how each data set is loaded and split without this project."""

from vae_core.config import RunConfig
from vae_core.datasets import DATASETS, mnist, sprites
from vae_core.datasets.image_set import split_sizes
from vae_core.export.torch_script.parts import Section, code, source

MNIST_LIKE = """
def load_images():
    \"\"\"Returns all images as uint8 (N, 1, 28, 28), and their labels (N,); the published test set is last.\"\"\"
    parts = [datasets.{kind}("data", train=is_train, download=True{options}) for is_train in (True, False)]
    images = torch.cat([part.data for part in parts])[:, None]
    return {images}, torch.cat([part.targets for part in parts])
"""
LOADERS = {
    "mnist": MNIST_LIKE.format(kind="MNIST", options="", images="images"),
    "mnist_20": f"BOX = {mnist.BOX}  # pixels: every digit fits into so many\n\n\n{source(mnist.cropped, mnist._window)}\n\n"
    + MNIST_LIKE.format(kind="MNIST", options="", images="cropped(images)"),
    "fashion_mnist": MNIST_LIKE.format(kind="FashionMNIST", options="", images="images"),
    "fashion_mnist_10k": """
        def load_images():
            \"\"\"Returns the 10,000 test images of Fashion-MNIST as uint8 (N, 1, 28, 28), and their labels (N,).\"\"\"
            part = datasets.FashionMNIST("data", train=False, download=True)
            return part.data[:, None], part.targets
        """,
    "kmnist": MNIST_LIKE.format(kind="KMNIST", options="", images="images"),
    # The files of EMNIST hold columns where those of MNIST hold rows.
    "emnist": MNIST_LIKE.format(
        kind="EMNIST", options=', split="balanced"', images="images.transpose(2, 3).contiguous()"
    ),
    "digits": """
        def load_images():
            \"\"\"Returns 1,797 digits as uint8 (N, 1, 8, 8), and their labels (N,).\"\"\"
            raw = load_digits()  # values from 0 to 16
            images = np.rint(raw.images * (255 / 16)).astype(np.uint8)
            return torch.from_numpy(images)[:, None], torch.from_numpy(raw.target)
        """,
    "cifar10": """
        def load_images():
            \"\"\"Returns 60,000 photographs as uint8 (N, 3, 32, 32), and their labels (N,); the test set is last.\"\"\"
            parts = [datasets.CIFAR10("data", train=is_train, download=True) for is_train in (True, False)]
            images = np.concatenate([part.data for part in parts])
            labels = torch.tensor([label for part in parts for label in part.targets])
            return torch.from_numpy(images).permute(0, 3, 1, 2).contiguous(), labels
        """,
    "celeba": """
        def load_images():
            \"\"\"Returns 22,000 faces as uint8 (N, 3, 64, 64), and 1 for those that smile (N,); the last 2,000 for testing.\"\"\"
            scale = v2.Compose([v2.PILToTensor(), v2.CenterCrop(148), v2.Resize(64, antialias=True)])
            images, labels = [], []
            for split, count in (("train", 20_000), ("test", 2_000)):
                faces = datasets.CelebA("data", split=split, transform=scale, download=True)
                for index in range(count):
                    image, attributes = faces[index]
                    images.append(image)
                    labels.append(int(attributes[31]))
            return torch.stack(images), torch.tensor(labels)
        """,
}
_SPRITES = """
def load_images():
    \"\"\"Returns {count:,} images of shapes as uint8 (N, 1, {size}, {size}), and the shape of each (N,).\"\"\"
    factors = sample_factors({count}, torch.Generator().manual_seed(0))
    return torch.cat([render_sprites(part, {size}) for part in factors.split(100)]), factors[:, 0].long()
"""
PUBLISHED = """
# A twentieth of the images that are not for testing validates; it is chosen at random, always the same.
others = len(images) - {tested}
order = torch.randperm(others, generator=torch.Generator().manual_seed(0))
validation, train = order[: others // 20], order[others // 20 :]
test = torch.arange(others, len(images))
"""
RANDOM = """
# A tenth of the images for testing, a tenth for validation, chosen at random, always the same.
order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
tenth = len(images) // 10
test, validation, train = order[:tenth], order[tenth : 2 * tenth], order[2 * tenth :]
"""
OWN = """
def load_images():
    \"\"\"Returns the images as uint8 (N, C, H, W), and their labels (N,).\"\"\"
    folder = {name!r}  # copy the data set's folder beside this script; Latent Lab has it in the folder .data of its runs
    return tuple(torch.from_numpy(np.load(f"{{folder}}/{{part}}.npy")) for part in ("images", "labels"))
"""
OWN_SPLIT = """
# Images for testing, for validation and for training, chosen at random, always the same.
order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
test, validation, train = order.split([{test}, {validation}, {train}])
"""
TESTED = {"cifar10": "10_000", "celeba": "2_000", "emnist": "18_800"}  # published test images; MNIST's form has 10,000
RANDOMLY_SPLIT = ("digits", "sprites", "sprites_32", "fashion_mnist_10k")


def images_section(config: RunConfig, is_conditional: bool) -> Section:
    """Returns the part that loads and splits the images of a run. Raises a ValueError for a data set without a template."""
    entry = config.dataset
    text = f"{entry.description}. {entry.licence}"
    lines = [_loader(config), "\n\nimages, labels = load_images()", _split(config).strip("\n")]
    if config.classes:
        names = list(dict.fromkeys(config.classes))
        wanted = [entry.class_names.index(name) for name in names]
        lines += [
            f"wanted = torch.tensor({wanted})  # the classes {', '.join(names)}",
            "train, validation, test = (rows[torch.isin(labels[rows], wanted)] for rows in (train, validation, test))",
        ]
        lines += ["labels = (labels[:, None] == wanted).int().argmax(1)  # counted from 0"] if is_conditional else []
    lines += [f"train = train[:{config.subset}]"] if config.subset else []
    moved = "images, labels = images.to(DEVICE), labels.to(DEVICE)" if is_conditional else "images = images.to(DEVICE)"
    lines += [moved, f"\n\n{_batch(config)}"]
    return Section("Images", text, "\n".join(lines))


def _loader(config: RunConfig) -> str:
    data = config.data
    if config.own_data is not None:
        return code(OWN.format(name=data))
    if data.startswith("sprites"):
        size = DATASETS[data].shape[1]
        drawing = source(
            sprites.sample_factors, sprites.render_sprites, sprites._square, sprites._ellipse, sprites._heart
        )
        numbers = f"SCALE_COUNT, TURNS, POSITIONS = {sprites.SCALE_COUNT}, {sprites.TURNS}, {sprites.POSITIONS}"
        return f"{numbers}  # values of scale, of orientation, and of x and y\n\n\n{drawing}\n\n" + _SPRITES.format(
            count=sprites.SPRITE_COUNT, size=size
        )
    if data not in LOADERS:
        raise ValueError(f"the data set {data!r} has no script yet; choose a run on {', '.join(LOADERS)}")
    return code(LOADERS[data])


def _split(config: RunConfig) -> str:
    data = config.data
    if config.own_data is not None:
        train, validation, test = split_sizes(config.own_data.count)
        return OWN_SPLIT.format(train=train, validation=validation, test=test)
    return RANDOM if data in RANDOMLY_SPLIT else PUBLISHED.format(tested=TESTED.get(data, "10_000"))


def _batch(config: RunConfig) -> str:
    if config.target == "grey":
        return code('''
            def batch(rows):
                """Returns the images of these rows with values from 0 to 1: (N,) -> (N, C, H, W)."""
                return images.index_select(0, rows).float() / 255
            ''')
    return code('''
        def batch(rows, generator):
            """Returns the images of these rows in black and white: each value is sampled with its grey as probability."""
            return torch.bernoulli(images.index_select(0, rows).float() / 255, generator=generator)
        ''')
