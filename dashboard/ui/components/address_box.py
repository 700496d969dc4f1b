"""The Python half of an address to share: copy it, show its QR code, project both in a full window."""

from dashboard.ui.components.assets import component
from dashboard.ui.qr import qr_code

_COMPONENT = component("address_box", "streamlit/address_box.js")


def address_box(
    address: str, key: str, title: str = "", code: str = "", hint: str = "", is_large: bool = False
) -> None:
    """Shows an address with its QR code; `title`, and the `code` of a room, are for the projected view.

    A large box shows the code, too.

    `hint` is shown below the address. An address that is too long for a QR code is shown without one.
    """
    try:
        qr = qr_code(address)._asdict()
    except ValueError as error:
        qr, hint = None, f"{hint} No QR code: {error}.".strip()
    _COMPONENT(
        key=key, data={"address": address, "title": title, "code": code, "hint": hint, "isLarge": is_large, "qr": qr}
    )
