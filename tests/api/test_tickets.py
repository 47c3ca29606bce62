from __future__ import annotations


def test_a_customer_opens_reads_and_answers(cast, api):
    jan = api(cast.jan.user)
    opened = jan.post(
        "tickets/",
        {
            "kind": "incident",
            "impact": 2,
            "urgency": "A",
            "subject": "Geen mail",
            "description": "Niets komt binnen.",
            "steps_taken": "Herstart.",
        },
    )
    assert opened.status_code == 201, opened.json()
    ticket = opened.json()
    assert ticket["priority"] == "ernstig"
    assert ticket["channel"] == "api"
    assert ticket["clock"]["nature"] == "promise"
    assert ticket["ledger"][-1]["text"].startswith("uiterlijk")
    read = jan.get(opened["Location"])
    assert read.json() == ticket
    listed = jan.get("tickets").json()["results"]
    assert [row["number"] for row in listed] == [ticket["number"]]
    sanne = api(cast.sanne)
    for act, body in [("take", {}), ("start-work", {}), ("reply", {"text": "Wij kijken"}), ("note", {"text": "hmm"})]:
        answer = sanne.post(f"tickets/{ticket['number']}/{act}/", body)
        assert answer.status_code == 200, answer.json()
    for act, body in [("wait", {"text": "Uw antwoord?", "party": "customer"})]:
        answer = sanne.post(f"tickets/{ticket['number']}/{act}/", body)
        assert answer.status_code == 200, answer.json()
    kinds = [entry["kind"] for entry in jan.get(f"tickets/{ticket['number']}/timeline/").json()["results"]]
    assert kinds == ["opened", "work_started", "reply", "waiting"]
    print(sanne.get(f"tickets/{ticket['number']}/timeline/").json())
    print(sanne.get("sla/preview/?kind=incident&impact=1&urgency=A&moment=2026-12-21T16:40:00+01:00").json())
    print(sanne.get("calendars/supportcenter/business-hours?from=2026-12-24&to=2026-12-28").json())
