"""How a fault is said."""

from __future__ import annotations

from bot.dialogue.faults import Fault, did_you_mean, or_one_of, shortened


def test_a_fault_names_its_place_and_is_one_line() -> None:
    fault = Fault("dialogues/flows/menu.yaml", 3, 7, "not 'two\nlines'")
    assert str(fault) == "dialogues/flows/menu.yaml:3:7: not 'two lines'"


def test_a_fault_of_a_whole_file_has_no_line() -> None:
    assert str(Fault("dialogues/phrases.yaml", 0, 0, "there is no such file")) == (
        "dialogues/phrases.yaml: there is no such file"
    )


def test_faults_sort_by_file_and_place() -> None:
    faults = [Fault("b", 1, 1, ""), Fault("a", 10, 1, ""), Fault("a", 9, 20, ""), Fault("a", 9, 3, "")]
    assert sorted(faults) == [faults[3], faults[2], faults[1], faults[0]]


def test_the_nearest_name_is_offered_and_only_when_it_is_near() -> None:
    names = ["agreement", "welcome", "ask"]
    assert did_you_mean("agrement", names) == " (did you mean 'agreement'?)"
    assert did_you_mean("aks", names) == " (did you mean 'ask'?)"
    assert did_you_mean("elsewhere", names) == ""
    assert did_you_mean("anything", []) == ""


def test_where_nothing_is_near_the_few_names_there_are_are_listed() -> None:
    assert or_one_of("xyz", ["start", "states"]) == " (there are: start, states)"
    assert or_one_of("xyz", [f"name{number}" for number in range(40)]) == ""


def test_a_long_quotation_is_cut() -> None:
    assert shortened("x" * 40) == "x" * 40
    assert shortened("word " * 20) == "word word word word word word word word..."
