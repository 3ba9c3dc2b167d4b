"""When the next prompt is due, on dates where clocks misbehave, and after every kind of change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import pytest

from bot.reflection.rhythm import Pace, Quiet, Rhythm, clashes, is_quiet, waits
from bot.reflection.schedule import Due, due_on, leaves_before, next_due, since_change, since_claim
from tests.reflection.living import utc

NONE = timedelta(0)
EVENING = 20 * 60 + 30
NIGHT: Quiet = (22 * 60, 7 * 60)


def at(hour: int, minute: int = 0) -> int:
    return hour * 60 + minute


def wall_of(rhythm: Rhythm, day: date, spread: timedelta = NONE) -> str | None:
    """The date's prompt as the clock on the wall shows it, with the offset."""
    due = due_on(rhythm, day, spread)
    return None if due is None else due.at.astimezone(ZoneInfo(rhythm.zone)).isoformat(" ")


def found(rhythm: Rhythm, after: datetime, last: date | None = None, spread: timedelta = NONE) -> Due:
    due = next_due(rhythm, after, last, spread)
    assert due is not None
    return due


def test_the_wished_time_is_read_on_the_persons_own_wall() -> None:
    assert found(Rhythm("Asia/Kolkata", EVENING), utc(2026, 11, 24)).at == utc(2026, 11, 24, 15, 0)


def test_the_wished_time_moves_with_summer_time() -> None:
    lisbon = Rhythm("Europe/Lisbon", EVENING)
    assert found(lisbon, utc(2026, 3, 28)).at == utc(2026, 3, 28, 20, 30)
    assert found(lisbon, utc(2026, 3, 29)).at == utc(2026, 3, 29, 19, 30)


def test_a_moment_that_has_passed_is_tomorrows() -> None:
    assert found(Rhythm("UTC", EVENING), utc(2026, 11, 24, 20, 30)).date == date(2026, 11, 25)


def test_a_moment_that_the_spread_has_not_passed_yet_is_todays() -> None:
    due = found(Rhythm("UTC", EVENING), utc(2026, 11, 24, 20, 31), spread=timedelta(minutes=5))
    assert due == Due(utc(2026, 11, 24, 20, 35), date(2026, 11, 24), utc(2026, 11, 24, 20, 30))


def test_a_date_that_had_a_prompt_has_no_second_one() -> None:
    later = Rhythm("UTC", at(23))
    assert found(later, utc(2026, 11, 24, 21), last=date(2026, 11, 24)).date == date(2026, 11, 25)


def test_weekends_have_an_hour_of_their_own() -> None:
    rhythm = Rhythm("UTC", at(7), weekend_minute=at(10))
    hours = [found(rhythm, utc(2026, 11, day)).at.hour for day in (27, 28, 29, 30)]
    assert hours == [7, 10, 10, 7]


def test_only_wanted_days_have_a_prompt() -> None:
    rhythm = Rhythm("UTC", at(7), days=(0, 1, 2, 3, 4))
    assert found(rhythm, utc(2026, 11, 27, 8)).date == date(2026, 11, 30)


def test_no_days_at_all_means_no_prompt() -> None:
    assert next_due(Rhythm("UTC", at(7), days=()), utc(2026, 11, 27), None, NONE) is None


@pytest.mark.parametrize(
    ("zone", "minute", "day", "wall"),
    [
        ("Europe/Berlin", at(2, 30), date(2026, 3, 29), "2026-03-29 03:00:00+02:00"),
        ("Europe/Berlin", at(2, 30), date(2026, 10, 25), "2026-10-25 02:30:00+02:00"),
        ("Australia/Lord_Howe", at(2, 15), date(2026, 10, 4), "2026-10-04 02:30:00+11:00"),
        ("Australia/Lord_Howe", at(1, 45), date(2026, 4, 5), "2026-04-05 01:45:00+11:00"),
        ("Europe/Dublin", at(1, 10), date(2026, 3, 29), "2026-03-29 02:00:00+01:00"),
        ("Europe/Dublin", at(1, 10), date(2026, 10, 25), "2026-10-25 01:10:00+01:00"),
        ("America/Sao_Paulo", at(0), date(2018, 11, 4), "2018-11-04 01:00:00-02:00"),
        ("America/St_Johns", at(23, 30), date(2010, 11, 6), "2010-11-06 23:30:00-02:30"),
        ("Africa/Monrovia", at(0, 30), date(1972, 1, 7), "1972-01-07 00:44:30+00:00"),
        ("Europe/London", at(2, 30), date(1941, 5, 4), "1941-05-04 03:00:00+02:00"),
        ("America/New_York", at(2, 30), date(2087, 3, 9), "2087-03-09 03:00:00-04:00"),
        ("Pacific/Kwajalein", at(9), date(1969, 9, 30), "1969-09-30 09:00:00+11:00"),
    ],
)  # fmt: skip
def test_where_the_clock_jumps_the_date_has_one_moment(zone: str, minute: int, day: date, wall: str) -> None:
    assert wall_of(Rhythm(zone, minute), day) == wall


def test_when_the_rest_of_the_date_is_jumped_over_it_is_the_minute_before() -> None:
    nuuk = Rhythm("America/Nuuk", at(23, 20))
    assert wall_of(nuuk, date(2026, 3, 28)) == "2026-03-28 22:59:00-02:00"
    assert wall_of(nuuk, date(2026, 3, 29)) == "2026-03-29 23:20:00-01:00"


def test_a_date_that_a_zone_left_out_is_left_out() -> None:
    apia = Rhythm("Pacific/Apia", EVENING)
    assert due_on(apia, date(2011, 12, 30), NONE) is None
    assert found(apia, utc(2011, 12, 30, 10), last=date(2011, 12, 29)).date == date(2011, 12, 31)


def test_a_date_that_came_twice_has_one_prompt() -> None:
    kwajalein = Rhythm("Pacific/Kwajalein", at(9))
    first = found(kwajalein, utc(1969, 9, 29, 20))
    assert first.date == date(1969, 9, 30)
    assert found(kwajalein, first.at, first.date).date == date(1969, 10, 1)


def test_a_wished_time_in_quiet_hours_means_their_end() -> None:
    assert wall_of(Rhythm("UTC", at(6), quiet=NIGHT), date(2026, 11, 24)) == "2026-11-24 07:00:00+00:00"
    assert wall_of(Rhythm("UTC", at(13), quiet=(at(12), at(14))), date(2026, 11, 24)) == "2026-11-24 14:00:00+00:00"


def test_a_wished_time_that_is_quiet_until_midnight_has_no_prompt_and_is_told_apart() -> None:
    rhythm = Rhythm("UTC", at(23), quiet=NIGHT)
    assert clashes(rhythm)
    assert next_due(rhythm, utc(2026, 11, 24), None, NONE) is None


@pytest.mark.parametrize(
    ("rhythm", "it_waits"),
    [
        (Rhythm("UTC", at(6), quiet=NIGHT), True),
        (Rhythm("UTC", at(7), quiet=NIGHT), False),
        (Rhythm("UTC", at(20)), False),
        (Rhythm("UTC", at(23), quiet=NIGHT), False),
        (Rhythm("UTC", at(20), weekend_minute=at(5), quiet=NIGHT), True),
        (Rhythm("UTC", at(20), weekend_minute=at(5), days=(0, 4), quiet=NIGHT), False),
    ],
)
def test_it_waits_where_a_question_comes_later_than_wished(rhythm: Rhythm, it_waits: bool) -> None:
    assert waits(rhythm) == it_waits


@pytest.mark.parametrize(
    ("rhythm", "is_clash"),
    [
        (Rhythm("UTC", at(6), quiet=NIGHT), False),
        (Rhythm("UTC", at(20), quiet=NIGHT), False),
        (Rhythm("UTC", at(20)), False),
        (Rhythm("UTC", at(20), weekend_minute=at(22), quiet=NIGHT), True),
        (Rhythm("UTC", at(20), weekend_minute=at(22), days=(0, 4), quiet=NIGHT), False),
        (Rhythm("UTC", at(22), quiet=(at(21), 24 * 60)), True),
    ],
)
def test_a_clash_is_a_wanted_day_without_room(rhythm: Rhythm, is_clash: bool) -> None:
    assert clashes(rhythm) == is_clash
    week = [due_on(rhythm, date(2026, 11, 23 + weekday), NONE) for weekday in rhythm.days]
    assert is_clash == (None in week)


def test_quiet_hours_that_end_where_they_begin_are_none() -> None:
    rhythm = Rhythm("UTC", EVENING, quiet=(at(9), at(9)))
    assert not any(is_quiet(rhythm.quiet, minute) for minute in range(24 * 60))
    assert leaves_before(rhythm, utc(2026, 11, 24, 8)) == utc(2026, 11, 24, 11)
    assert found(rhythm, utc(2026, 11, 24), spread=timedelta(minutes=9)).at == utc(2026, 11, 24, 20, 39)


def test_a_quiet_end_that_the_clock_jumps_over_leads_on_into_what_follows() -> None:
    nuuk = Rhythm("America/Nuuk", at(21), quiet=(at(20), at(23, 30)))
    assert due_on(nuuk, date(2026, 3, 28), NONE) is None
    assert wall_of(nuuk, date(2026, 3, 27)) == "2026-03-27 23:30:00-02:00"


def test_a_spread_does_not_run_into_quiet_hours() -> None:
    rhythm = Rhythm("UTC", at(21, 55), quiet=NIGHT)
    assert wall_of(rhythm, date(2026, 11, 24), timedelta(minutes=4)) == "2026-11-24 21:59:00+00:00"
    assert wall_of(rhythm, date(2026, 11, 24), timedelta(minutes=8)) == "2026-11-24 21:58:00+00:00"


def test_a_spread_does_not_run_into_the_next_date() -> None:
    assert wall_of(Rhythm("UTC", at(23, 58)), date(2026, 11, 24), timedelta(minutes=9)) == "2026-11-24 23:59:00+00:00"


def test_a_spread_is_left_out_where_the_clock_jumps_over_midnight() -> None:
    rhythm = Rhythm("America/Nuuk", at(22, 55))
    assert wall_of(rhythm, date(2026, 3, 28), timedelta(minutes=9)) == "2026-03-28 22:55:00-02:00"


def test_a_spread_is_folded_into_the_room_that_is_left_after_a_jump_by_half_a_minute() -> None:
    rhythm = Rhythm("Africa/Monrovia", at(0, 30), quiet=(at(0, 46), at(1)))
    assert wall_of(rhythm, date(1972, 1, 7), timedelta(seconds=100)) == "1972-01-07 00:44:40+00:00"


def test_a_spread_is_left_out_where_the_clock_falls_back_into_quiet_hours() -> None:
    rhythm = Rhythm("Europe/Berlin", at(2, 55), quiet=(at(0), at(2, 30)))
    assert wall_of(rhythm, date(2026, 10, 25), timedelta(minutes=9)) == "2026-10-25 02:55:00+02:00"


@pytest.mark.parametrize(("every", "days"), [("week", 7), ("fortnight", 14)])
def test_a_slower_pace_keeps_the_weekday(every: Pace, days: int) -> None:
    last = date(2026, 11, 24)
    assert found(Rhythm("UTC", EVENING, every=every), utc(2026, 11, 24, 21), last).date == last + timedelta(days=days)


def test_a_weekday_that_was_missed_or_in_a_break_waits_for_the_next_one() -> None:
    weekly = Rhythm("UTC", EVENING, every="week")
    tuesday = date(2026, 11, 24)
    assert found(weekly, utc(2026, 12, 1, 21), tuesday).date == date(2026, 12, 8)
    away = msgspec.structs.replace(weekly, break_until=date(2026, 12, 3))
    assert found(away, utc(2026, 11, 24, 21), tuesday).date == date(2026, 12, 8)


def test_a_weekday_that_is_no_longer_wanted_gives_way_to_the_next_wanted_one() -> None:
    rhythm = Rhythm("UTC", EVENING, days=(5, 6), every="week")
    assert found(rhythm, utc(2026, 11, 24, 21), date(2026, 11, 24)).date == date(2026, 12, 5)


def test_the_first_of_a_slow_pace_is_the_next_wanted_day() -> None:
    assert found(Rhythm("UTC", EVENING, every="fortnight"), utc(2026, 11, 24)).date == date(2026, 11, 24)


def test_nothing_is_due_while_silent_or_on_a_break_without_an_end() -> None:
    silent = Rhythm("UTC", EVENING, every="silent")
    away = Rhythm("UTC", EVENING, break_until=date.max)
    assert [next_due(rhythm, utc(2026, 11, 24), None, NONE) for rhythm in (silent, away)] == [None, None]


def test_the_first_prompt_after_a_break_is_on_the_day_it_ends() -> None:
    rhythm = Rhythm("UTC", EVENING, break_until=date(2026, 12, 7))
    assert found(rhythm, utc(2026, 11, 24)).date == date(2026, 12, 7)


def test_at_the_end_of_the_calendar_there_is_no_next_one() -> None:
    rhythm = Rhythm("UTC", EVENING, break_until=date(9999, 12, 30))
    assert found(rhythm, utc(2026, 11, 24)).date == date(9999, 12, 30)
    assert next_due(rhythm, utc(2026, 11, 24), date(9999, 12, 30), NONE) is None


def test_an_unknown_zone_is_an_error_and_not_another_hour() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        next_due(Rhythm("Europe/Atlantis", EVENING), utc(2026, 11, 24), None, NONE)


def test_less_than_three_hours_late_is_in_time() -> None:
    late = leaves_before(Rhythm("UTC", EVENING), utc(2026, 11, 24, 20, 30))
    assert utc(2026, 11, 24, 23, 29) < late
    assert not utc(2026, 11, 24, 23, 30) < late


def test_a_late_prompt_leaves_before_quiet_hours_or_not_at_all() -> None:
    rhythm = Rhythm("UTC", EVENING, quiet=NIGHT)
    assert leaves_before(rhythm, utc(2026, 11, 24, 20, 30)) == utc(2026, 11, 24, 22)
    assert leaves_before(rhythm, utc(2026, 11, 24, 20, 30) + timedelta(seconds=17)) == utc(2026, 11, 24, 22)
    assert leaves_before(rhythm, utc(2026, 11, 24, 12)) == utc(2026, 11, 24, 15)
    assert leaves_before(Rhythm("UTC", EVENING), utc(2026, 11, 24, 20, 30)) == utc(2026, 11, 24, 23, 30)


@pytest.mark.parametrize(
    ("quiet", "due", "until"),
    [
        # Falling back from 3:00 to 2:00 at 1:00 UTC: quiet hours that were over begin again.
        ((at(0), at(2, 30)), utc(2026, 10, 25, 0, 40), utc(2026, 10, 25, 1, 0)),
        # Jumping from 2:00 to 3:00 at 1:00 UTC, into the middle of quiet hours.
        ((at(2, 30), at(4)), utc(2026, 3, 29, 0, 40), utc(2026, 3, 29, 1, 0)),
        ((at(12), at(13)), utc(2026, 3, 29, 0, 40), utc(2026, 3, 29, 3, 40)),
    ],
)
def test_quiet_hours_are_seen_also_when_the_clock_jumps(quiet: Quiet, due: datetime, until: datetime) -> None:
    assert leaves_before(Rhythm("Europe/Berlin", 0, quiet=quiet), due) == until


def test_after_an_outage_of_days_todays_prompt_is_found_while_it_is_in_time() -> None:
    rhythm = Rhythm("UTC", EVENING)
    since = since_claim(utc(2026, 11, 20, 20, 30), utc(2026, 11, 24, 21))
    assert found(rhythm, since, date(2026, 11, 20)).at == utc(2026, 11, 24, 20, 30)
    assert since_claim(utc(2026, 11, 24, 20, 30), utc(2026, 11, 24, 20, 31)) == utc(2026, 11, 24, 20, 30)


def test_a_change_does_not_lose_a_date_whose_moment_passed_unclaimed() -> None:
    now, unclaimed = utc(2026, 11, 24, 21), utc(2026, 11, 24, 20, 30)
    assert found(Rhythm("UTC", EVENING, quiet=NIGHT), since_change(now, unclaimed, None)).at == unclaimed
    assert since_change(now, None, None) == now
    assert since_change(now, utc(2026, 11, 25, 20, 30), None) == now


def test_a_flight_to_the_east_does_not_bring_two_prompts_within_one_evening() -> None:
    los_angeles = found(Rhythm("America/Los_Angeles", EVENING), utc(2026, 11, 24))
    auckland = Rhythm("Pacific/Auckland", EVENING)
    since = since_change(los_angeles.at + timedelta(minutes=5), None, los_angeles.at)
    assert found(auckland, los_angeles.at, los_angeles.date).at - los_angeles.at == timedelta(hours=3)
    assert found(auckland, since, los_angeles.date).at - los_angeles.at == timedelta(hours=27)


def test_a_flight_to_the_west_does_not_serve_a_date_again() -> None:
    auckland = found(Rhythm("Pacific/Auckland", at(8)), utc(2026, 11, 23, 12))
    assert auckland.date == date(2026, 11, 24)
    since = since_change(auckland.at + timedelta(hours=9), None, auckland.at)
    assert found(Rhythm("America/Los_Angeles", at(8)), since, auckland.date).date == date(2026, 11, 25)


def test_a_morning_may_follow_an_evening() -> None:
    evening = utc(2026, 11, 24, 20, 30)
    morning = found(Rhythm("UTC", at(7)), since_change(utc(2026, 11, 24, 21), None, evening), date(2026, 11, 24))
    assert morning.at == datetime(2026, 11, 25, 7, tzinfo=UTC)


def test_a_rhythm_is_stored_and_read_back() -> None:
    rhythm = Rhythm("Asia/Kolkata", at(7), at(10), (0, 6), NIGHT, "week", date.max)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(rhythm), type=Rhythm) == rhythm
