"""Posts rendered on a Dask cluster of real processes: the same bytes, whatever happens to its workers."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from conftest import Site
from server import free_port

from feedsvc import cluster
from feedsvc.errors import UsageError

pytest.importorskip("distributed")

from dask_cluster import running_cluster
from waiting import PATIENCE


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", PATIENCE)


@pytest.mark.slow
@pytest.mark.usefixtures("patient")
def test_cluster_gives_the_same_bytes_also_when_a_worker_is_killed(
    make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = make_site("alone")
    alone.fill(600, tags=["one"])
    alone.sync()
    monkeypatch.setattr(cluster, "CHUNK", 20)
    with running_cluster(2) as found:
        site = make_site("cluster", sync={"cluster": found.address})
        site.fill(600, tags=["one"])
        killed: list[bool] = []

        def progress(what: str, done: int, _of: int) -> None:
            if what == "rendering" and done == 100 and not killed:
                found.workers[0].send_signal(signal.SIGKILL)
                killed.append(True)

        report = site.sync(progress=progress)
        assert killed
        assert (report.new, report.notices) == (600, [])
        assert site.everything() == alone.everything()


@pytest.mark.slow
@pytest.mark.usefixtures("patient")
def test_machine_goes_on_alone_when_no_worker_is_left(
    make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = make_site("alone")
    alone.fill(300)
    alone.sync()
    monkeypatch.setattr(cluster, "CHUNK", 20)
    monkeypatch.setattr(cluster, "ALONE_SECONDS", 1)
    with running_cluster(1) as found:
        site = make_site("cluster", sync={"cluster": found.address})
        site.fill(300)

        def progress(what: str, done: int, _of: int) -> None:
            if what == "rendering" and done == 40:
                found.workers[0].send_signal(signal.SIGKILL)

        report = site.sync(progress=progress)
    assert report.new == 300
    assert [notice for notice in report.notices if "this machine goes on alone" in notice]
    assert site.everything() == alone.everything()


def test_scheduler_that_does_not_answer_is_told(
    make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    site = make_site(sync={"cluster": f"tcp://127.0.0.1:{free_port()}"})
    site.fill(200)
    report = site.sync()
    assert report.new == 200
    assert [notice for notice in report.notices if "this machine goes on alone" in notice]


@pytest.mark.slow
@pytest.mark.usefixtures("patient")
def test_other_version_on_the_cluster_is_refused_by_name(
    make_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "version", lambda _name: "99.0")
    with running_cluster(1) as found:
        site = make_site(sync={"cluster": found.address})
        site.fill(200)
        with pytest.raises(UsageError, match=r"tcp://127.*has feedsvc .* and this machine feedsvc 99\.0"):
            site.sync()
