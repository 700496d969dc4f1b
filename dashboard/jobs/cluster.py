"""The Dask cluster behind this server: its own worker processes, or those of an external scheduler."""

import asyncio
import logging
import os
import threading
from contextlib import suppress
from functools import lru_cache

import dask.config
import distributed.system
from distributed import Client, LocalCluster

from dashboard.jobs.limits import Share, limits, share_per_training
from vae_core.config import RunConfig
from vae_core.datasets import load_for
from vae_core.runs_folder import runs_folder as runs_folder
from vae_core.training.device import allowed_cores, choose_device
from vae_core.training.trainer import threads_for

MEMORY_SHARE = 0.6  # of the machine's memory for the workers; beyond it Dask restarts one instead of freezing all
# A worker gets a task when it is idle, not one ahead. dashboard/jobs/worker.py gives up a run that kills workers.
SCHEDULER = {"distributed.scheduler.worker-saturation": 1.0, "distributed.scheduler.allowed-failures": 20}
# A worker's event loop and its training share one interpreter. Dask's profiler (100 times a second) and its clock (50 times)
# took 4 % of a core; without them 0.6 %.
_QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "2s",
}
# Dask gives up a worker that is still restarting this long after a loss; then no run would train. Its default of 15 s passes
# when two workers are killed in a row or the CPU is busy. Dask reads the value at each loss, not at the start.
LOST_WORKER_TIMEOUT = {"distributed.deploy.lost-worker-timeout": "1000 days"}
# glibc's allocator, set before a worker starts. Dask's nanny sets a trim threshold of 64 KB, so that freed memory goes back to
# the kernel at once; each step of a training then asked for the same megabytes again, with 2,700 page faults and twice the
# CPU time. With these, blocks up to 32 MB (the most that every glibc takes) come from one heap, which keeps what is free
# until the training ends; worker.py then gives it back. The peak is as before, and Dask's limit bounds it as before.
# Other C libraries ignore the variables; those that the environment has already win.
ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": 2**25, "MALLOC_TRIM_THRESHOLD_": 2**29, "MALLOC_ARENA_MAX": 1}
PAYS = 1.5  # twice the threads must make a step this many times faster; otherwise two trainings run at once
NOBODY = "no scheduler answers at {address}; start it as docs/server.md describes, or unset LATENT_LAB_SCHEDULER"

_lock = threading.RLock()
_cluster: LocalCluster | None = None
_client: Client | None = None


def client() -> Client | None:
    """Returns the client of the cluster, or None."""
    return _client


def connect() -> Client:
    """Returns the client of the cluster; starts the cluster first if needed: LATENT_LAB_SCHEDULER's, or a local one."""
    global _cluster, _client
    with _lock:
        if _client is None:
            address = os.environ.get("LATENT_LAB_SCHEDULER", "")
            if not address:
                _cluster = _local_cluster()
            try:
                _client = Client(_cluster or address, set_as_default=False, timeout="10 s")
            except OSError as error:
                raise ValueError(NOBODY.format(address=address)) from error
        return _client


def _local_cluster() -> LocalCluster:
    slots, threads = cores_shared()
    before_start = {"distributed.nanny.pre-spawn-environ": ALLOCATOR}
    dask.config.set(LOST_WORKER_TIMEOUT)
    with dask.config.set(SCHEDULER | _QUIET | before_start):
        return LocalCluster(
            n_workers=slots,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
            memory_limit=MEMORY_SHARE / slots,
            env={"OMP_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "PASSIVE"},
            preload=["dashboard.jobs.worker"],
        )


def cores_shared() -> Share:
    """Returns the number of trainings at a time, and of threads each, for this machine's cores and memory."""
    return share_per_training(
        limits(), allowed_cores(), MEMORY_SHARE * distributed.system.MEMORY_LIMIT, _threads_that_pay
    )


def worker_bytes() -> float:
    """Returns the bytes of memory that one training may take; unknown, and so infinite, for an external scheduler's workers."""
    if os.environ.get("LATENT_LAB_SCHEDULER"):
        return float("inf")
    return MEMORY_SHARE * distributed.system.MEMORY_LIMIT / cores_shared().slots


@lru_cache(maxsize=1)
def _threads_that_pay() -> int:
    """Returns the number of threads that pays for the default training, measured once in half a second."""
    config = RunConfig(device="cpu")
    return threads_for(config, load_for(config), choose_device("cpu"), worth=PAYS)


def slots() -> int:
    """Returns the number of trainings that the cluster runs at a time."""
    known = _client
    if known is None or _cluster is not None:
        return cores_shared().slots
    return max(1, sum(int(worker["nthreads"]) for worker in known.scheduler_info(n_workers=-1)["workers"].values()))


def disconnect() -> None:
    """Ends the local cluster and its workers; running trainings keep their last checkpoint. An external cluster continues."""
    global _cluster, _client
    with _lock:
        client, cluster, _client, _cluster = _client, _cluster, None, None
    if client is None:
        return
    client.close(timeout=2)
    if cluster is not None:
        with suppress(TimeoutError):  # the workers are child processes and end with this one, busy or not
            cluster.sync(_close_workers, cluster)
            cluster.close(timeout=10)


async def _close_workers(cluster: LocalCluster) -> None:
    """Ends all workers at the same time; a busy one is killed after a second: its files are complete at any moment."""
    await asyncio.gather(*(nanny.close(timeout=1) for nanny in cluster.workers.values()))
