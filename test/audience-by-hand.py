"""Two audiences at an instant, computed from the import files alone, as a second opinion on `rules preview`.

    python3 test/audience-by-hand.py FOLDER 2016-09-20T12:00:00Z [--timezone Europe/Paris] [--languages en,fr]

FOLDER holds members.csv, content.csv and events.csv.gz. Prints {"inactive-7-days": [ids], "three-unseen-in-10-days": [ids]}.
"""

import argparse
import csv
import gzip
import json
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PASSIVE = {"Message Received", "Badge Earned", "Membership Renewed", "Membership Ended"}


def rows(path):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def start_of_local_day(at, zone, days_back):
    day = datetime.fromtimestamp(at, zone).date() - timedelta(days=days_back)
    # Where midnight is skipped, fold=0 reads it with the offset from before: the first instant after the gap.
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("at", type=instant)
    arguments.add_argument("--timezone", default="Europe/Paris")
    arguments.add_argument("--languages", default="en,fr")
    given = arguments.parse_args()
    at, languages = given.at, set(given.languages.split(","))

    last_act, first_act, seen = {}, {}, defaultdict(set)
    for row in rows(given.folder / "events.csv.gz"):
        when, member = instant(row["timestamp"]), row["userId"]
        if when > at:
            continue
        first_act[member] = min(when, first_act.get(member, when))
        if row["event"] in PASSIVE:
            continue
        last_act[member] = max(when, last_act.get(member, when))
        if row["contentId"] and row["event"] != "Live Registered":
            seen[member].add(row["contentId"])

    contents = []
    for row in rows(given.folder / "content.csv"):
        published = instant(row["publishedAt"])
        if published <= at:
            contents.append((row["id"], published, row["language"].replace("_", "-").split("-")[0].lower() or None, row.get("authorId")))

    members = {row["id"]: row for row in rows(given.folder / "members.csv")}
    inactive, three_unseen = [], []
    for member in sorted(members.keys() | first_act.keys()):
        row = members.get(member, {})
        joined = instant(row["createdAt"]) if row.get("createdAt") else first_act.get(member)
        if joined is None or joined > at or (row.get("role") or "member") not in ("member", "expert"):
            continue
        zone = ZoneInfo(row.get("timezone") or given.timezone)
        locale = {row["locale"].replace("_", "-").split("-")[0].lower()} if row.get("locale") else set()
        reads = {tag.split("-")[0].lower() for tag in (row.get("reads") or "").split("|") if tag} or locale | languages
        unseen = [
            published
            for content, published, language, author in contents
            if content not in seen[member] and (language is None or language in reads) and author != member
        ]
        if last_act.get(member, joined) < start_of_local_day(at, zone, 6) and unseen:
            inactive.append(member)
        ten_days = start_of_local_day(at, zone, 9)
        if sum(published >= ten_days for published in unseen) >= 3:
            three_unseen.append(member)
    print(json.dumps({"inactive-7-days": inactive, "three-unseen-in-10-days": three_unseen}))


main()
