"""The example programme holds together: each line means some duty, each due duty has its line, no day is wrong."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from parindex.core.agencies import Registry
from parindex.core.indicators import load_cards
from parindex.core.loading import load
from parindex.core.obligations import plan_duties
from parindex.core.plan_reading import PlanReading
from parindex.core.words import sort_key
from parindex.records.permissions import Role
from tests.integration.test_example_plan import read
from tests.shared import ROOT

FOLDER = ROOT / "examples/tuy-phuoc-2023"
# A comma in unquoted words makes a key of what follows it, so every key must be one of these.
KEYS = {
    "indicators": {"task", "indicators", "reason"},
    "dates": {"tasks", "agencies", "due", "day", "reason"},
    "events": {"task", "agency", "day", "due", "words"},
    "extensions": {
        *("task", "agency", "due", "asked_on", "asked_by", "asked_due", "reason"),
        *("decided_on", "decided_by", "granted", "answer"),
    },
    "activity": {"tasks", "agencies", "due", "happened", "days", "again", "words", "comment", "figures"},
    "comments": {"task", "agency", "due", "day", "by", "words"},
}
HAPPENED = {"accepted", "returned", "returned_then_accepted", "sent", "draft", "nothing"}


@dataclass(frozen=True)
class Duty:
    task: str
    agency: str
    due: date | None
    opens: date | None


@pytest.fixture(scope="module")
def programme():
    return load(FOLDER / "programme.yaml")


@pytest.fixture(scope="module")
def registry():
    return Registry.load()


@pytest.fixture(scope="module")
def tasks(programme):
    """The tasks of the plan and of its organisation paragraphs (part TC), by their place."""
    reading = PlanReading.from_json(read(FOLDER / programme["plan"]))
    found = {
        f"{item.section}.{item.number}.{order}": task
        for item in reading.items
        for order, task in enumerate(item.tasks, 1)
    }
    return found | {
        f"TC.{duty.number}.{order}": task
        for duty in reading.plan.organisation
        for order, task in enumerate(duty.tasks, 1)
    }


def keys(registry, programme, names):
    day = programme["takes_effect"]
    groups = {group.key for group in registry.groups}
    return [
        key
        for name in names
        for key in ([a.key for a in registry.members(name, day)] if name in groups else [registry.by_key(name).key])
    ]


@pytest.fixture(scope="module")
def duties(programme, registry, tasks):
    """What the agencies owe once dates are entered, events recorded and extensions granted."""
    found = set()
    for place, task in tasks.items():
        planned = plan_duties(
            task.schedule, task.text, programme["year"], programme["takes_effect"], programme["continuous_every"]
        )
        found |= {Duty(place, key, one.due, one.opens) for one in planned.owed for key in task.lead_keys}
    for entered in programme["dates"]:
        chosen = keys(registry, programme, entered.get("agencies", ()))
        waiting = {
            duty
            for duty in found
            if duty.task in entered["tasks"] and duty.due is None and (not chosen or duty.agency in chosen)
        }
        assert waiting, entered
        found = found - waiting | {Duty(duty.task, duty.agency, entered["due"], entered["day"]) for duty in waiting}
    for event in programme["events"]:
        assert event["agency"] in tasks[event["task"]].lead_keys
        found.add(Duty(event["task"], event["agency"], event["due"], event["day"]))
    for asked in programme["extensions"]:
        duty = one_of(found, asked)
        if asked.get("granted"):
            found = found - {duty} | {Duty(duty.task, duty.agency, asked["asked_due"], duty.opens)}
    return found


def one_of(duties, named):
    (duty,) = [d for d in duties if (d.task, d.agency, d.due) == (named["task"], named["agency"], named["due"])]
    return duty


@pytest.fixture(scope="module")
def matched(programme, registry, tasks, duties):
    """Each line of the activity with its duties: the first line that fits a duty has it."""
    found, order = defaultdict(list), list(tasks)

    def turn(duty):
        return duty.due or date.max, sort_key(registry.by_key(duty.agency).name), order.index(duty.task)

    for duty in sorted(duties, key=turn):
        for number, line in enumerate(programme["activity"]):
            chosen = keys(registry, programme, line.get("agencies", ()))
            fits = duty.task in line["tasks"] and (not chosen or duty.agency in chosen)
            if fits and ("due" not in line or duty.due in line["due"]):
                found[number].append(duty)
                break
    return found


def in_turn(value, number):
    return value[number % len(value)] if isinstance(value, list) else value


def test_every_line_has_only_keys_that_mean_something(programme):
    strange = [(part, set(line) - known) for part, known in KEYS.items() for line in programme[part]]
    assert [found for found in strange if found[1]] == []


def test_each_target_that_is_counted_has_the_card_of_an_indicator(programme, tasks):
    for bound in programme["indicators"]:
        assert len(bound["indicators"]) == len(tasks[bound["task"]].targets), bound
        assert set(bound["indicators"]) <= set(load_cards())


def test_every_line_means_some_duty(programme, matched):
    assert [line for number, line in enumerate(programme["activity"]) if not matched[number]] == []


def test_every_duty_that_is_due_has_its_line(programme, duties, matched):
    said = {duty for chosen in matched.values() for duty in chosen}
    assert [duty for duty in duties if duty.due and duty.due <= programme["until"] and duty not in said] == []


def test_nothing_happens_before_a_duty_opens_or_after_the_last_day(programme, matched):
    for number, line in enumerate(programme["activity"]):
        assert line["happened"] in HAPPENED
        for turn, duty in enumerate(matched[number]):
            if line["happened"] == "nothing":
                continue
            day = duty.due + timedelta(days=in_turn(line["days"], turn))
            assert max(programme["takes_effect"], duty.opens) <= day <= programme["until"], (line, duty)
            last = duty.due + timedelta(days=line["again"]) if "again" in line else day
            assert last == day or last >= day + timedelta(days=programme["reviewed_after"]), (line, duty)
            if line["happened"] in ("accepted", "returned", "returned_then_accepted"):
                assert last + timedelta(days=programme["reviewed_after"]) <= programme["until"], (line, duty)


def test_what_is_sent_has_words_and_a_figure_for_each_threshold(programme, tasks, matched):
    for number, line in enumerate(programme["activity"]):
        if line["happened"] in ("nothing", "draft"):
            continue
        assert line["words"]
        assert ("comment" in line) == line["happened"].startswith("returned"), line
        assert ("again" in line) == (line["happened"] == "returned_then_accepted"), line
        for duty in matched[number]:
            thresholds = [
                target["unit"] == "%"
                for target in tasks[duty.task].targets
                if any(target.get(key) for key in ("at_least", "at_most", "increase_at_least"))
            ]
            for figures in line.get("figures", [""]):
                written = [figure.strip() for figure in figures.split(";")] if figures else []
                assert ["/" in figure for figure in written] == thresholds, (line, duty)


def test_comments_and_extensions_speak_of_duties_and_of_people(programme, duties):
    people = {user["username"] for user in programme["users"]}
    for comment in programme["comments"]:
        assert one_of(duties, comment) and comment["by"] in people
        assert programme["takes_effect"] <= comment["day"] <= programme["until"]
    for asked in programme["extensions"]:
        assert {asked["asked_by"], asked.get("decided_by", asked["asked_by"])} <= people
        assert asked["asked_on"] <= asked.get("decided_on", programme["until"]) <= programme["until"]
        assert asked["asked_due"] > asked["due"]


def test_roles_are_of_agencies_and_of_nobody_in_person(programme, registry):
    for user in programme["users"]:
        assert user["name"].endswith("(ví dụ)")
        assert set(user) == {"username", "name", "memberships"}
        for membership in user["memberships"]:
            assert registry.by_key(membership["agency"]).in_force(programme["takes_effect"])
            assert membership["role"] in Role.values
    held = {membership["role"] for user in programme["users"] for membership in user["memberships"]}
    assert held == set(Role.values)


def test_the_programme_says_what_its_plan_says(programme, registry):
    plan = read(FOLDER / programme["plan"])["plan"]
    written = dict(programme["baseline"])
    written["decision_date"] = written["decision_date"].isoformat()
    assert written == plan["baseline"]
    assert "goal" not in plan, "it asks for no points: the goal of the example is invented, and says so"
    assert (programme["authority"], programme["year"]) == (plan["issuer"], plan["year"])
    assert registry.by_key(programme["authority_key"]).name == plan["issuer"]
