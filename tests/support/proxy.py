"""A real nginx that passes one path on to the app, as docs/server.md describes it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.serving import Server, free_port
from tests.support.waiting import PATIENCE

# Debian puts nginx where only root finds it.
SEARCH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
CONFIGURATION = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
daemon off;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location {base}/ {{
      proxy_pass {upstream};
      proxy_buffering {buffering};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
      proxy_read_timeout 1h;
    }}
  }}
}}
"""


@contextmanager
def nginx_before(server: Server, folder: Path, is_buffering: bool) -> Iterator[str]:
    """The address of the app behind nginx, which passes on nothing but the app's own path."""
    program = shutil.which("nginx", path=SEARCH)
    if program is None:
        pytest.fail("nginx is missing; install the package nginx-light (Debian) or nginx")
    port, place = free_port(), urlsplit(server.address)
    file = folder / "nginx.conf"
    file.write_text(
        CONFIGURATION.format(
            folder=folder,
            port=port,
            base=place.path,
            upstream=f"{place.scheme}://{place.netloc}",
            buffering="on" if is_buffering else "off",
        )
    )
    process = subprocess.Popen([program, "-e", f"{folder}/error.log", "-c", str(file)])
    proxied = Server(f"http://127.0.0.1:{port}{place.path}", process)
    try:
        proxied.wait_until_ready()
        yield proxied.address
    finally:
        process.terminate()
        process.wait(PATIENCE)
