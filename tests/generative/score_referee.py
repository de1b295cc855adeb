"""A plain referee of scoring: it reads the words of a set and of answers itself and imports nothing of core/methods."""

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction as F

MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}


class Verdict:
    """Points and maximum of every criterion by id, and of the whole; None in `points` is not assigned."""

    def __init__(self, head: dict, fields: list[dict], answers: dict, year: int) -> None:
        self.head, self.answers, self.year = head, answers, year
        self.points: dict[str, F | None] = {}
        self.max: dict[str, F] = {}
        for field in fields:
            self.node(field, False)
        raw = sum((self.points[field["id"]] or 0 for field in fields), F(0))
        most = sum((self.max[field["id"]] for field in fields), F(0))
        if head["not_assigned"] == "rescales" and most:
            raw, most = raw * F(head["max"]) / most, F(head["max"])
        self.total = min(max(raw, F(0)), most) if head.get("bounded") else raw
        self.most = most

    def node(self, data: dict, out: bool) -> None:
        name = data["id"]
        out = out or "not_assigned" in self.answers.get(name, {})
        if "criteria" in data:
            self.group(data, out)
            return
        answer = self.answers.get(name)
        if out:
            found = None
        elif answer is None:
            found = F(0)
        else:
            found = worth(data["method"], F(data["max"]), answer, self.year)
        places = self.head["rounding"]["criterion"]
        if found is not None and places is not None:
            found = nearest(found, places, self.head["rounding"]["mode"])
        self.points[name] = found
        self.max[name] = F(0) if found is None else F(data["max"])

    def group(self, data: dict, out: bool) -> None:
        for child in data["criteria"]:
            self.node(child, out)
        in_use = [child for child in data["criteria"] if self.points[child["id"]] is not None]
        name = data["id"]
        if not in_use:
            self.points[name], self.max[name] = None, F(0)
        elif data.get("combine") == "weighted_mean":
            weights = sum(F(child["weight"]) for child in in_use)
            shares = [self.points[child["id"]] / self.max[child["id"]] * F(child["weight"]) for child in in_use]
            self.points[name], self.max[name] = F(data["max"]) * sum(shares) / weights, F(data["max"])
        elif data.get("combine") == "rescaled_sum":
            points, most = (sum(of[child["id"]] for child in in_use) for of in (self.points, self.max))
            self.points[name], self.max[name] = points / most * F(data["max"]), F(data["max"])
        else:
            self.points[name] = sum(self.points[child["id"]] for child in in_use)
            self.max[name] = sum(self.max[child["id"]] for child in in_use)


def nearest(value: F, places: int, mode: str) -> F:
    """Round by the decimal module, at a precision at which the quotient cannot be mistaken for a half."""
    context = Context(prec=400)
    quotient = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return F(quotient.quantize(Decimal(1).scaleb(-places), rounding=MODES[mode], context=context))


def worth(method: dict, most: F, answer: dict, year: int) -> F | None:
    return RULES[method["name"]](method, most, answer, year)


def measured(method: dict, answer: dict) -> F | None:
    """The number in per cent, or the count; None for a denominator of 0."""
    if method.get("measures") == "count":
        return F(answer["count"])
    if "ratio" in answer:
        above, below = map(F, answer["ratio"])
    else:
        above, below = F(answer["count"]), F(method["of"])
    if not below:
        return None
    return 100 * (above - below) / below if method.get("measures") == "increase" else 100 * above / below


def nothing(method: dict, most: F) -> F | None:
    return {"full": most, "zero": F(0), "not_assigned": None}[method["empty"]]


def yes_no(method: dict, most: F, answer: dict, year: int) -> F:
    return most if answer["done"] else F(method.get("no_points", "0"))


def by_deadline(method: dict, most: F, answer: dict, year: int) -> F:
    if not answer["done"]:
        return F(method.get("no_points", "0"))
    last = method["deadline"] if len(method["deadline"]) > 5 else f"{year}-{method['deadline']}"
    in_time = date.fromisoformat(answer["done"]) <= date.fromisoformat(last)
    return most if in_time else F(method.get("late_points", "0"))


def steps(method: dict, most: F, answer: dict, year: int) -> F | None:
    value = measured(method, answer)
    if value is None:
        return nothing(method, most)
    for step in method["steps"]:  # from the highest down: the lower end alone decides
        if "at_least" in step and value >= F(step["at_least"]):
            return F(step["points"])
        if "above" in step and value > F(step["above"]):
            return F(step["points"])
    return F(method["steps"][-1]["points"])


def line(method: dict, most: F, value: F) -> F:
    full, zero = F(method.get("full_from", "100")), F(method.get("zero_below", "-1000000"))
    if value < zero or (value <= 0 and value < full):
        return F(0)
    if "min_points" in method:
        least = F(method["min_points"])
        return min(most, least + (value - zero) * (most - least) / (full - zero))
    return min(most, most * value / full)


def linear(method: dict, most: F, answer: dict, year: int) -> F | None:
    value = measured(method, answer)
    return nothing(method, most) if value is None else line(method, most, value)


def linear_deduction(method: dict, most: F, answer: dict, year: int) -> F | None:
    above, below = map(F, answer["ratio"])
    faults = int(answer["count"])
    if not below:
        return nothing(method, most)
    counted = above - faults * F(method.get("fault_share", "0"))
    found = line(method, most, 100 * counted / below) - faults * F(method.get("fault_points", "0"))
    return max(found, F(method.get("floor_points", "0")))


def all_or_nothing(method: dict, most: F, answer: dict, year: int) -> F | None:
    if "items" in method:
        return most if {item["id"] for item in method["items"]} == set(answer["checked"]) else F(0)
    value = measured(method, answer)
    if value is None:
        return nothing(method, most)
    holds = value >= F(method["full_from"]) if "full_from" in method else value <= F(method["full_up_to"])
    return most if holds else F(0)


def deduction(method: dict, most: F, answer: dict, year: int) -> F:
    return max(most - F(method["per_fault"]) * int(answer["count"]), F(method.get("min_points", "0")))


def checklist(method: dict, most: F, answer: dict, year: int) -> F:
    full = method.get("full_from", len(method["items"]))
    return min(most, most * len(answer["checked"]) / full)


def levels(method: dict, most: F, answer: dict, year: int) -> F:
    points = {level["id"]: F(level["points"]) for level in method["levels"]}
    if "level" in answer:
        return points[answer["level"]]
    every = [points[name] for name, count in answer["levels"].items() for _ in range(int(count))]
    return sum(every, F(0)) / len(every)


def survey_share(method: dict, most: F, answer: dict, year: int) -> F:
    share = F(answer["share"]) if "share" in answer else 100 * F(answer["ratio"][0]) / F(answer["ratio"][1])
    return min(most, most * share / F(method.get("full_from", "100")))


def survey_mean(method: dict, most: F, answer: dict, year: int) -> F:
    low = F(method.get("lowest", "0"))
    return most * (F(answer["mean"]) - low) / (F(answer["of"]) - low)


def average(method: dict, most: F, answer: dict, year: int) -> F | None:
    found = [worth(method["each"], most, each, year) for each in answer["units"].values()]
    found += [F(0)] * (method.get("units", len(found)) - len(found))
    counted = [each for each in found if each is not None]
    return sum(counted, F(0)) / len(counted) if counted else None


def judgement(method: dict, most: F, answer: dict, year: int) -> F:
    return F(answer["points"])


def bonus_penalty(method: dict, most: F, answer: dict, year: int) -> F:
    found = sum((F(kind["points"]) * int(answer["counts"].get(kind["id"], 0)) for kind in method["kinds"]), F(0))
    return sorted([F(method["floor"]), found, F(method["cap"])])[1]


RULES = {
    "yes_no": yes_no,
    "yes_no_by_deadline": by_deadline,
    "steps": steps,
    "linear": linear,
    "linear_deduction": linear_deduction,
    "all_or_nothing": all_or_nothing,
    "deduction": deduction,
    "checklist": checklist,
    "levels": levels,
    "survey_share": survey_share,
    "survey_mean": survey_mean,
    "average": average,
    "judgement": judgement,
    "bonus_penalty": bonus_penalty,
}
