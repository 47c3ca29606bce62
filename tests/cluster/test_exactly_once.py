"""1,000 tickets and three thresholds are 3,000 warnings, no more and no fewer (SLA 7.9; security V3, V6, V7).

Two beats and four workers, real processes, against PostgreSQL and Redis. Then the same with workers killed twenty
times in the middle of their work and everything in Redis thrown away.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.cluster.processes import ROOT, Cluster, database, url_of, why_not

pytestmark = pytest.mark.cluster

TICKETS = 1000
WARNINGS = 3 * TICKETS
# Four in five have an assignee, who is mailed; the others a team of two, who see it in the browser, and the coordinator
# is mailed. At 100 % the coordinator always is. Of warnings that fall together everybody is told the last: the one of
# 100 % always reaches everybody once, those before it at most once.
NOTICES = TICKETS * 4 // 5 * (1 + 1 + 2) + TICKETS // 5 * (3 + 3 + 3)
MAILS = TICKETS * 4 // 5 * (1 + 1 + 2) + TICKETS // 5 * (1 + 1 + 1)
LAST_NOTICES = TICKETS * 4 // 5 * 2 + TICKETS // 5 * 3
LAST_MAILS = TICKETS * 4 // 5 * 2 + TICKETS // 5
LAST = "(SELECT max(id) FROM tickets_timelineentry WHERE kind = 'warned' GROUP BY ticket_id)"
WORKERS = ["worker1", "worker2", "worker3", "worker4"]
KILLS = 20


@pytest.fixture(scope="module")
def migrated() -> Iterator[str]:
    """A database with the tables, to copy."""
    if reason := why_not():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with database() as name:
        environment = os.environ | {"DATABASE_URL": url_of(name)}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        yield name


@pytest.fixture
def start(migrated: str, tmp_path: Path):
    """Start two beats and four workers with these settings, and wait until all are up."""
    with database(template=migrated) as name:
        clusters: list[Cluster] = []

        def make(**settings: str) -> Cluster:
            cluster = Cluster(name, tmp_path, **settings)
            clusters.append(cluster)
            for worker in WORKERS:
                cluster.start_worker(worker)
            for beat in ("beat1", "beat2"):
                cluster.start_beat(beat)
            cluster.wait_for(lambda: all(" ready." in cluster.log(worker) for worker in WORKERS), 60)
            return cluster

        try:
            yield make
        finally:
            for cluster in clusters:
                cluster.stop()


def warnings_given(cluster: Cluster) -> int:
    return cluster.value("SELECT count(*) FROM tickets_breachwarning")


def nothing_waits(cluster: Cluster) -> bool:
    return not cluster.value(
        "SELECT (SELECT count(*) FROM tickets_outboxitem)"
        " + (SELECT count(*) FROM mail_mailmessage WHERE status = 'pending')"
        " + (SELECT count(*) FROM tickets_notification WHERE mail_at IS NOT NULL)"
        " + (SELECT count(*) FROM tickets_ticketclock WHERE next_warning_at IS NOT NULL)"
    )


def sweeps_done(cluster: Cluster) -> int:
    return sum(cluster.log(worker).count("warn_due_clocks") for worker in WORKERS)


def let_it_run_on(cluster: Cluster) -> None:
    """Some more ticks of both beats, in which nothing may happen any more."""
    done = sweeps_done(cluster)
    cluster.wait_for(lambda: sweeps_done(cluster) >= done + 8, 30)


def assert_exactly_once(cluster: Cluster) -> None:
    assert warnings_given(cluster) == WARNINGS
    pairs = "SELECT count(*) FROM (SELECT DISTINCT clock_id, threshold FROM tickets_breachwarning) AS pairs"
    assert cluster.value(pairs) == WARNINGS
    assert cluster.value("SELECT count(*) FROM tickets_timelineentry WHERE kind = 'warned'") == WARNINGS
    notices = cluster.value("SELECT count(*) FROM tickets_notification")
    assert LAST_NOTICES <= notices <= NOTICES
    once = "SELECT count(*) FROM (SELECT DISTINCT person_id, entry_id FROM tickets_notification) AS once"
    assert cluster.value(once) == notices
    assert cluster.value(f"SELECT count(*) FROM tickets_notification WHERE entry_id IN {LAST}") == LAST_NOTICES  # noqa: S608 - our own
    assert LAST_MAILS <= mails_written(cluster) <= MAILS
    assert cluster.value("SELECT count(*) FROM mail_mailmessage WHERE status = 'sent'") == mails_written(cluster)
    assert cluster.value(f"SELECT count(*) FROM mail_mailmessage WHERE entry_id IN {LAST}") == LAST_MAILS  # noqa: S608 - our own
    late = "SELECT count(*) FROM tickets_ticketclock WHERE late AND state = 'late' AND next_threshold IS NULL"
    assert cluster.value(late) == TICKETS


def mails_written(cluster: Cluster) -> int:
    return cluster.value("SELECT count(*) FROM mail_mailmessage")


def delivered(cluster: Cluster) -> list[str]:
    """The Message-ID of every mail that left, those that left twice twice."""
    return [message_from_bytes(file.read_bytes())["Message-ID"] for file in (cluster.folder / "mail").glob("*.eml")]


def test_everybody_at_once(start):
    """All 3,000 are due at the same moment, and small batches make the workers fight over them."""
    cluster = start(SWEEP_SECONDS="0.5", SWEEP_BATCH="20")
    cluster.run("-m", "tests.cluster.seed", "tickets", str(TICKETS), str(-1000), "0")
    cluster.wait_for(lambda: warnings_given(cluster) >= WARNINGS and nothing_waits(cluster), 90)
    cluster.wait_for(lambda: not cluster.value("SELECT count(*) FROM mail_mailmessage WHERE status = 'sending'"), 30)
    let_it_run_on(cluster)
    assert_exactly_once(cluster)
    ids = delivered(cluster)
    assert len(ids) == len(set(ids)) == mails_written(cluster)
    busy = [worker for worker in WORKERS if "send_due_mails" in cluster.log(worker)]
    assert busy == WORKERS


def test_workers_are_killed_and_redis_is_emptied(start):
    """The thresholds fall due one after another, and after every 150 warnings something breaks."""
    cluster = start(SWEEP_SECONDS="0.5", SWEEP_BATCH="20", WARNING_THRESHOLDS="98,99,100")  # 18 s apart
    cluster.run("-m", "tests.cluster.seed", "tickets", str(TICKETS), "2", "18")
    chance = random.Random(7)
    for kill in range(KILLS):
        cluster.wait_for(lambda due=kill * WARNINGS // (KILLS + 1): warnings_given(cluster) > due, 60)
        victim = chance.choice(WORKERS)
        cluster.kill(victim)
        cluster.start_worker(victim)
        if kill % 5 == 4:
            cluster.redis.flushdb()
    cluster.wait_for(lambda: warnings_given(cluster) >= WARNINGS and nothing_waits(cluster), 90)
    let_it_run_on(cluster)
    cluster.run("-m", "tests.cluster.seed", "mails")
    assert_exactly_once(cluster)
    ids = delivered(cluster)
    mails = mails_written(cluster)
    assert len(set(ids)) == mails
    # Between the server's yes and our writing it down lies a moment: who is killed in it sends that one mail again.
    assert len(ids) - mails <= KILLS
    print(f"{WARNINGS} warnings, {mails} mails, of which {len(ids) - mails} sent again after a kill")
