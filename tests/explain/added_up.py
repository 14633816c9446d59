"""Add shortages up again from the round's CSV files and their own, and try to make them smaller."""

from collections import defaultdict
from pathlib import Path

from tests.explain.by_hand import ByHand, listed, rows


def faults(round_folder: Path, folder: Path) -> list[str]:
    """Return what is wrong with the shortages in a folder; nothing: each is proven and minimal."""
    hand = ByHand(round_folder)
    tables = {
        name: rows(folder / f"shortage_{name}.csv") for name in ("learners", "blocks", "places")
    }
    found = []
    for one in rows(folder / "shortages.csv"):
        own = {
            name: [row for row in table if row["shortage"] == one["shortage"]]
            for name, table in tables.items()
        }
        check = _out_of_reach if one["kind"] == "reach" else _faults
        found += [f"shortage {one['shortage']}: {fault}" for fault in check(hand, one, own)]
    return found


# ---- what is open to a learner, whoever else there is --------------------------------------------


def _out_of_reach(hand, one, own):
    """Yield what is wrong where learners still need more than is open to them could ever give."""
    (rule,) = [r for r in hand.rows("requirements") if r["requirement_id"] == one["requirements"]]
    given = {row["learner_id"]: _most(hand, rule, row["learner_id"]) for row in own["learners"]}
    if sum(given.values()) > float(one["room"]):
        yield f"what is open gives {sum(given.values())}, not {one['room']}"
    if sum(float(row["wanted"]) for row in own["learners"]) != float(one["wanted"]):
        yield "the sums differ"
    for row in own["learners"]:
        missing = float(rule["minimum"]) - _done(hand, rule, row["learner_id"])
        if float(row["wanted"]) > missing:
            yield f"{row['learner_id']} misses {missing}, not {row['wanted']}"
        if float(row["wanted"]) <= given[row["learner_id"]]:
            yield f"{row['learner_id']} can be left out"


def _most(hand, rule, learner):
    """Return the most that a learner's own blocks could add to a requirement."""
    cohort, stages = hand.learners[learner]["cohort_id"], listed(rule.get("stages", ""))
    groups, everywhere = defaultdict(list), set()
    for (of, block_id), block in hand.blocks.items():
        if of == cohort and (not stages or block["stage"] in stages):
            open_ = _counting(hand, rule, learner, block_id, block)
            if open_:
                key = block.get("group") or f"{block_id} alone"
                groups[key].append((_amount(hand, rule, learner, block["weeks"]), block))
                everywhere |= open_
    total = 0.0
    for own in groups.values():
        take = int(own[0][1].get("take") or len(own))
        total += sum(sorted((amount for amount, _ in own), reverse=True)[:take])
    if rule["measure"] in ("settings", "providers", "sectors"):
        new = {_label(hand, rule, s) for s in everywhere} - _labels_done(hand, rule, learner)
        total = min(total, len(new))
    return total


def _counting(hand, rule, learner, block_id, block):
    return {
        setting
        for setting in hand.settings
        if hand.matches(rule.get("where", ""), learner, setting)
        and any(hand.eligible(learner, block_id, setting, s) for s in hand.starts(block))
    }


def _amount(hand, rule, learner, weeks):
    if rule["measure"] == "weeks":
        return float(weeks)
    if rule["measure"] == "hours":
        programme = hand.programmes[hand.learners[learner]["programme_id"]]
        own = hand.learners[learner].get("weekly_hours") or programme.get("weekly_hours") or 37.5
        return float(weeks) * float(own)
    return 1.0


def _label(hand, rule, setting):
    column = {"settings": "setting_id", "providers": "provider_id", "sectors": "sector"}
    return hand.settings[setting][column[rule["measure"]]]


def _past(hand, rule, learner):
    """Return the learner's history at settings of the round that the requirement counts."""
    if listed(rule.get("stages", "")):
        return []
    rows = [row for row in hand.rows("history") if row["learner_id"] == learner]
    return [row for row in rows if hand.matches(rule.get("where", ""), learner, row["setting_id"])]


def _labels_done(hand, rule, learner):
    return {_label(hand, rule, row["setting_id"]) for row in _past(hand, rule, learner)}


def _done(hand, rule, learner):
    if rule["measure"] in ("settings", "providers", "sectors"):
        return len(_labels_done(hand, rule, learner))
    past = _past(hand, rule, learner)
    return sum(_amount(hand, rule, learner, row["weeks"]) for row in past)


# ---- learners and the places they share ----------------------------------------------------------


def _faults(hand, one, own):
    wanted = sum(float(row["wanted"]) for row in own["learners"])
    room = sum(int(row["learner_weeks"]) for row in own["places"])
    if (wanted, room) != (float(one["wanted"]), float(one["room"])):
        yield f"sums are {wanted} and {room}, not {one['wanted']} and {one['room']}"
    if wanted <= room:
        yield "nothing is short"
    yield from _places(hand, own["places"])
    uses = _uses(hand, one, own)
    yield from uses.pop("faults", [])
    yield from _needs(hand, one, own)
    yield from _elsewhere(hand, one, own)
    yield from _whole_blocks(hand, one, own)
    yield from _smaller(own, uses, wanted - room)


def _line(row):
    return tuple(row[name] for name in ("learner_types", "stages", "education_providers"))


def _span(row):
    return range(int(row["first_week"]), int(row["last_week"]) + 1)


def _places(hand, places):
    """Yield where a line of capacity leaves more places than is said."""
    for row in places:
        said = int(row["places"])
        for week in _span(row):
            real = hand.places(row["setting_id"], _line(row), week) or 0
            pins = hand.pinned(row["setting_id"], _line(row), week)
            if said != max(real - pins, 0):
                yield f"{row['setting_id']} has {real} places in week {week}, {pins} pinned"
        if int(row["learner_weeks"]) != said * len(_span(row)):
            yield f"{row['setting_id']} adds up wrongly"


def _uses(hand, one, own):
    """Return which rows of places each learner could use, and settings that are not listed."""
    uses, missing = defaultdict(set), []
    for row in own["blocks"]:
        learner = row["learner_id"]
        for block, setting, week in _open(hand, one["where"], row):
            lines = {
                k
                for k, place in enumerate(own["places"])
                if place["setting_id"] == setting
                and week in _span(place)
                and hand.counts(_line(place), learner, block)
            }
            uses[learner] |= lines
            if not lines:
                missing.append(f"{setting} is open to {learner} in week {week}")
    return {**uses, "faults": missing}


def _open(hand, where, row):
    """Yield each setting and week, of those that a row is about, in which the block could be."""
    learner, block_id = row["learner_id"], row["block_id"]
    block = hand.blocks[hand.learners[learner]["cohort_id"], block_id]
    for setting in hand.settings:
        if hand.matches(where, learner, setting):
            for start in hand.starts(block):
                if hand.eligible(learner, block_id, setting, start):
                    weeks = range(start, start + int(block["weeks"]))
                    yield from ((block, setting, week) for week in _span(row) if week in weeks)


def _needs(hand, one, own):
    """Yield what is said to be needed and is not: the weeks of blocks, or of a requirement."""
    rules = {row["requirement_id"]: row for row in hand.rows("requirements")}
    for row in own["learners"]:
        blocks = [b for b in own["blocks"] if b["learner_id"] == row["learner_id"]]
        inside = {(b["block_id"], week) for b in blocks for week in _span(b)}
        if one["kind"] in ("places", "open"):
            cohort = hand.learners[row["learner_id"]]["cohort_id"]
            most = sum(int(hand.blocks[cohort, b]["weeks"]) for b in {b for b, _ in inside})
            if float(row["needs"]) > most or float(row["elsewhere"]) > float(row["needs"]):
                yield f"{row['learner_id']} cannot need {row['needs']} weeks"
        else:
            programme = hand.learners[row["learner_id"]]["programme_id"]
            asked = [
                rules[code]
                for code in one["requirements"].split(";")
                if rules[code]["programme_id"] == programme
            ]
            weeks = [float(rule["minimum"]) for rule in asked if rule["measure"] == "weeks"]
            if all(rule["measure"] == "weeks" for rule in asked) and float(row["needs"]) > max(
                weeks
            ):
                yield f"{row['learner_id']} is not asked for {row['needs']} weeks"


def _elsewhere(hand, one, own):
    """Yield who could have more in weeks that a shortage of the curriculum is not about.

    Of learners whose blocks all have a given start, and for requirements of the same stages.
    """
    if one["kind"] != "curriculum":
        return
    codes = one["requirements"].split(";")
    rules = [r for r in hand.rows("requirements") if r["requirement_id"] in codes]
    (stages,) = {tuple(listed(rule.get("stages", ""))) for rule in rules} or {()}
    wide = {"where": one["where"]}
    for row in own["learners"]:
        learner, said = row["learner_id"], 0
        cohort = hand.learners[learner]["cohort_id"]
        listed_ = {
            (b["block_id"], week)
            for b in own["blocks"]
            if b["learner_id"] == learner
            for week in _span(b)
        }
        for (of, code), block in hand.blocks.items():
            counting = of == cohort and (not stages or block["stage"] in stages)
            if counting and _counting(hand, wide, learner, code, block):
                (start,) = hand.starts(block)
                weeks = range(start, start + int(block["weeks"]))
                said += sum((code, week) not in listed_ for week in weeks)
        if said > float(row["elsewhere"]):
            yield f"{learner} could have {said} weeks elsewhere, not {row['elsewhere']}"


def _whole_blocks(hand, one, own):
    """Yield where whole blocks are said to be lost that no week costs."""
    if not one.get("blocks"):
        return
    costs = []
    for week in {week for row in own["blocks"] for week in _span(row)}:
        there = [row for row in own["blocks"] if week in _span(row)]
        lengths = sorted(
            int(hand.blocks[hand.learners[r["learner_id"]]["cohort_id"], r["block_id"]]["weeks"])
            for r in there
        )
        number = len(there) - sum(int(r["places"]) for r in own["places"] if week in _span(r))
        costs.append((sum(lengths[: max(number, 0)]), number))
    if max(costs) != (float(one["lost"]), float(one["blocks"])):
        yield f"{max(costs)} are lost, not {one['lost']} in {one['blocks']} blocks"


def _smaller(own, uses, short):
    """Yield each learner without whom as much is short, and each place that nobody could use."""
    worth = [int(row["learner_weeks"]) for row in own["places"]]
    used = set().union(*uses.values()) if uses else set()
    for k, row in enumerate(own["places"]):
        if k not in used:
            yield f"{row['setting_id']} need not be listed"
    for row in own["learners"]:
        others = [o for o in own["learners"] if o is not row]
        left = set().union(*(uses[o["learner_id"]] for o in others)) if others else set()
        rest = sum(float(o["wanted"]) for o in others) - sum(worth[k] for k in left)
        if rest >= short:
            yield f"{row['learner_id']} can be left out"
